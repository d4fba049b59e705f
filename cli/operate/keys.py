"""`podwright keys`: API keys are made, listed and revoked in the catalog, by anyone who can open it."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from adapters.settings import Settings
from cli.operate import PANEL
from cli.operate.stores import migrate, open_catalog, run
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, table
from cli.settings import settings
from domain.access import ApiKey, ApiKeys, HeldKey, Limits, Scope, key_digest, key_id_of, key_text

OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")

group = typer.Typer(no_args_is_help=True, help="Create, list and revoke keys to the API.")


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
    as_json: AsJson = False,
) -> None:
    """Create a key and print it, once. From the first key on, every call of the API needs one.

    Example: `podwright keys create --owner anna --running 2`
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

    first = run(_add(settings(), HeldKey(key=made, digest=key_digest(text).hex())))
    if as_json:
        echo_json({**_plain(made), "key": text})
        return
    note(f"Key {key_id} of {owner} ({scope}), shown only once. Commands take it from PODWRIGHT_API_KEY={text[:16]}…")
    if first:
        note("From now on every call of the API needs a key, on this machine too.")
    echo(text)


@group.command(name="list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys, revoked ones too. The keys themselves are never shown."""
    known = run(_all(settings()))
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
    as_json: AsJson = False,
) -> None:
    """Revoke a key, and the sessions and links made with it, within two seconds."""
    found = key_id_of(key_id) or key_id

    if not run(_revoke(settings(), found)):
        raise CliExit(Exit.BAD_INPUT, f"There is no key {found}. `podwright keys list` shows the keys there are.")
    if as_json:
        echo_json({"revoked": found})
    else:
        echo(f"revoked {found}")


async def _add(found: Settings, held: HeldKey) -> bool:
    """True when it is the first key."""
    async with _keys(found) as keys:
        first = not await keys.all()
        await keys.add(held)
        return first


async def _all(found: Settings) -> list[ApiKey]:
    async with _keys(found) as keys:
        return [held.key for held in await keys.all()]


async def _revoke(found: Settings, key_id: str) -> bool:
    """False when there is no such key."""
    async with _keys(found) as keys:
        return await keys.revoke(key_id, datetime.now(UTC))


@asynccontextmanager
async def _keys(found: Settings) -> AsyncIterator[ApiKeys]:
    if found.database_url.startswith("sqlite"):
        await migrate(found)  # as `up` does: a key may be the first thing that is made
    async with open_catalog(found) as catalog:
        yield catalog.keys


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
