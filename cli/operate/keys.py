"""`podwright keys`: API keys are made, listed, revoked and removed in the catalog, by anyone who can open it."""

import re
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.settings import Settings
from cli import key_file
from cli.commands.arguments import Yes
from cli.operate import PANEL
from cli.operate.stores import migrate, open_catalog, run
from cli.output import AsJson, CliExit, Exit, agreed, echo, echo_json, note, table
from cli.settings import environment
from domain.access import (
    LOCAL_OWNER,
    ApiKey,
    Belongings,
    HeldKey,
    Limits,
    Scope,
    first_admin,
    key_digest,
    key_id_of,
    key_text,
)

if TYPE_CHECKING:
    from adapters.catalog.catalog import Catalog

OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")

group = typer.Typer(no_args_is_help=True, help="Create, list and revoke keys to the API, or do without any.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="keys", rich_help_panel=PANEL)


@group.command()
def create(
    *,
    owner: Annotated[str, typer.Option(help="The owner whose podcasts and files the key reaches; it sees no others.")],
    scope: Annotated[
        Scope, typer.Option(help="read: see and hear; write: also make podcasts; admin: everything.")
    ] = Scope.WRITE,
    priority: Annotated[int, typer.Option(min=1, max=5, help="The best priority it may ask for; 1 is first.")] = 3,
    running: Annotated[int | None, typer.Option(min=1, help="How many podcasts of the owner may run at once.")] = None,
    characters_per_day: Annotated[
        int | None, typer.Option(min=1, help="How many characters the owner may have spoken in a UTC day.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Create a key and print it, once. From the first key on, every call of the API needs one.

    The first admin's owner gets the podcasts and files that were made without keys. Commands on this machine use the
    new key unless they have one. In a terminal it asks before the first key.

    Example: `podwright keys create --owner anna --scope admin`
    """
    if not OWNER.fullmatch(owner):
        raise CliExit(
            Exit.BAD_INPUT,
            f"--owner {owner!r} is not valid. Give up to 64 letters, digits and . _ @ + -, e.g. anna@example.org",
        )
    key_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    text = key_text(key_id, secret=secret)
    made = ApiKey(
        key_id=key_id,
        owner=owner,
        scope=scope,
        priority=priority,
        limits=Limits(running=running, characters_per_day=characters_per_day),
        created_at=datetime.now(UTC),
    )
    found = environment()
    known = run(_all(found))
    if not known and not _agreed_to_the_first(made, yes=yes):
        raise CliExit(Exit.DONE, "No key was created.")
    adopted = run(_add(found, HeldKey(key=made, digest=key_digest(text).hex()), adopts=_adopts(found, made, known)))
    stored = _store(found, text, known)
    if as_json:
        echo_json({**_plain(made), "key": text})
    note(f"Key {key_id} of {owner} ({scope}), shown only once.")
    if not known:
        note("From now on every call of the API needs a key, on this machine too; the page asks for it.")
    if adopted is not None and adopted.anything:
        note(f"What was made without keys belongs to {owner} now: {adopted.counted}.")
    note(
        f"Commands on this machine use it: {stored}"
        if stored
        else f"Commands take it from PODWRIGHT_API_KEY={text[:16]}…"
    )
    if not as_json:
        echo(text)


@group.command(name="list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys, revoked ones too. The keys themselves are never shown."""
    known = run(_all(environment()))
    if as_json:
        echo_json([_plain(key) for key in known])
    elif known:
        table(
            ["id", "owner", "scope", "priority", "running", "characters a day", "made", "revoked"],
            [_row(key) for key in known],
            optional=("made", "characters a day", "running", "priority"),
        )
    else:
        note("no keys yet: programs on this machine need none; create one with: podwright keys create --owner NAME")


@group.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="Id of the key, as `podwright keys list` shows it, or the key itself.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Revoke a key, and the sessions and links made with it, within two seconds.

    In a terminal it asks before the last one: without any, every call of the API is refused until one is created.
    """
    wanted, found = key_id_of(key_id) or key_id, environment()
    known = run(_all(found))
    if wanted not in {key.key_id for key in known}:
        raise CliExit(Exit.BAD_INPUT, f"There is no key {wanted}. `podwright keys list` shows the keys there are.")
    left = [key for key in known if key.revoked_at is None and key.key_id != wanted]
    if not left and found.api_key is None and not agreed(f"{LAST} Revoke it?", yes=yes):
        raise CliExit(Exit.DONE, "The key was not revoked.")
    run(_revoke(found, wanted))
    if key_id_of(key_file.read(found.home) or "") == wanted:
        key_file.remove(found.home)
        note("Commands on this machine used it; they need another: PODWRIGHT_API_KEY, or podwright keys create.")
    if not left and found.api_key is None:
        note(f"{LAST} podwright keys create --owner NAME --scope admin makes one, podwright keys off does without.")
    if as_json:
        echo_json({"revoked": wanted})
    else:
        echo(f"revoked {wanted}")


@group.command()
def off(yes: Yes = False, as_json: AsJson = False) -> None:
    """Remove all keys: programs on this machine need none again, and other machines are refused.

    What the first admin's owner has is this machine's own again, as before the first key. Other owners' podcasts stay
    theirs, and come back with a key for the same owner.
    """
    found = environment()
    if not agreed("Remove all keys? Whoever uses one is signed out, and this machine alone is answered.", yes=yes):
        raise CliExit(Exit.DONE, "No key was removed.")
    removed, back = run(_remove_all(found))
    key_file.remove(found.home)
    if as_json:
        echo_json({"removed": removed})
    else:
        echo(f"removed {removed} keys")
    if back is not None and back.anything:
        note(f"{back.counted}: this machine's own again.")
    if found.api_key is not None:
        note("PODWRIGHT_API_KEY is still set, and asked for: unset it and restart the API to do without.")


LAST = "No other key is left: every call of the API would be refused, on this machine too."


def _agreed_to_the_first(made: ApiKey, *, yes: bool) -> bool:
    """Asked before the API is locked."""
    note("This is the first key: from now on every call of the API needs one, on this machine too.")
    if made.scope is not Scope.ADMIN:
        note(f"It may not administer ({made.scope}), and sees only what {made.owner} makes: see --scope admin.")
    return agreed("Create it?", yes=yes)


def _adopts(found: Settings, made: ApiKey, known: Sequence[ApiKey]) -> bool:
    """With PODWRIGHT_API_KEY the owner `local` keeps what it has."""
    return found.api_key is None and made.scope is Scope.ADMIN and all(key.scope is not Scope.ADMIN for key in known)


def _store(found: Settings, text: str, known: Sequence[ApiKey]) -> Path | None:
    """Where the key is stored for commands; None when they have one that stands."""
    standing = {key.key_id for key in known if key.revoked_at is None}
    if found.api_key is not None or key_id_of(key_file.read(found.home) or "") in standing:
        return None
    return key_file.store(found.home, text)


async def _add(found: Settings, held: HeldKey, *, adopts: bool) -> Belongings | None:
    async with _catalog(found) as catalog:
        await catalog.keys.add(held)
        return await catalog.owners.hand_over(of=LOCAL_OWNER, to=held.key.owner) if adopts else None


async def _all(found: Settings) -> list[ApiKey]:
    async with _catalog(found) as catalog:
        return [held.key for held in await catalog.keys.all()]


async def _revoke(found: Settings, key_id: str) -> bool:
    """False when there is no such key."""
    async with _catalog(found) as catalog:
        return await catalog.keys.revoke(key_id, datetime.now(UTC))


async def _remove_all(found: Settings) -> tuple[int, Belongings | None]:
    async with _catalog(found) as catalog:
        owner = first_admin(await catalog.keys.all()) if found.api_key is None else None
        removed = await catalog.keys.remove_all()
        return removed, await catalog.owners.hand_over(of=owner, to=LOCAL_OWNER) if owner is not None else None


@asynccontextmanager
async def _catalog(found: Settings) -> AsyncIterator["Catalog"]:
    if found.database_url.startswith("sqlite"):
        await migrate(found)  # as `up` does: a key may be the first thing that is made
    async with open_catalog(found) as catalog:
        yield catalog


def _plain(key: ApiKey) -> dict[str, object]:
    return {**key.model_dump(mode="json", exclude={"limits"}), **key.limits.model_dump()}


def _row(key: ApiKey) -> list[str]:
    limits = key.limits
    return [
        key.key_id,
        key.owner,
        key.scope,
        str(key.priority),
        "-" if limits.running is None else str(limits.running),
        "-" if limits.characters_per_day is None else f"{limits.characters_per_day:,}",
        f"{key.created_at:%Y-%m-%d}",
        f"{key.revoked_at:%Y-%m-%d}" if key.revoked_at else "",
    ]
