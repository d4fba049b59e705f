"""`podwright keys`: API keys are made, listed and revoked in the catalog, by anyone who can open it."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli.operate import PANEL
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, table
from cli.settings import settings
from cli.stack.folder import Folder
from domain.access import ApiKey, HeldKey, Limits, Scope
from domain.errors import CatalogUnavailable

if TYPE_CHECKING:
    from adapters.catalog.catalog import Catalog

OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")

T = TypeVar("T")

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
            f"--owner {owner!r} is not valid: give up to 64 letters, digits and . _ @ + -, e.g. anna@example.org",
        )
    key_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    word = f"pw_{key_id}_{secret}"
    made = ApiKey(
        key_id=key_id,
        owner=owner,
        scope=scope,
        priority=priority,
        limits=Limits(running=running, characters_per_day=characters_per_day),
        created_at=datetime.now(UTC),
    )

    async def add(catalog: "Catalog") -> bool:
        first = not await catalog.keys.all()
        await catalog.keys.add(HeldKey(key=made, digest=hashlib.sha256(word.encode()).hexdigest()))
        return first

    first = _with_catalog(add)
    if as_json:
        echo_json({**_plain(made), "key": word})
        return
    note(f"Key {key_id} of {owner} ({scope}), shown only once. Commands take it from PODWRIGHT_API_KEY={word[:16]}…")
    if first:
        note("From now on every call of the API needs a key, on this machine too.")
    echo(word)


@group.command(name="list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys, revoked ones too. The keys themselves are never shown."""

    async def read(catalog: "Catalog") -> list[ApiKey]:
        return [held.key for held in await catalog.keys.all()]

    known = _with_catalog(read)
    if as_json:
        echo_json([_plain(key) for key in known])
    elif known:
        table(
            ["id", "owner", "scope", "priority", "running", "characters a day", "made", "revoked"],
            [_row(key) for key in known],
        )
    else:
        note("no keys yet: programs on this machine need none; create one with: podwright keys create --owner NAME")


@group.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="Id of the key, as `podwright keys list` shows it, or the key itself.")],
    as_json: AsJson = False,
) -> None:
    """Revoke a key, and the sessions and links made with it, within two seconds."""
    found = key_id.split("_")[1] if key_id.count("_") == 2 else key_id

    async def end(catalog: "Catalog") -> bool:
        return await catalog.keys.revoke(found, datetime.now(UTC))

    if not _with_catalog(end):
        raise CliExit(Exit.BAD_INPUT, f"There is no key {found}. `podwright keys list` shows the keys there are.")
    if as_json:
        echo_json({"revoked": found})
    else:
        echo(f"revoked {found}")


def _with_catalog(work: Callable[["Catalog"], Awaitable[T]]) -> T:
    from adapters.catalog import schema  # noqa: PLC0415 - the database library, for the commands that need it
    from adapters.catalog.catalog import open_catalog  # noqa: PLC0415

    found = settings()

    async def opened() -> T:
        if found.database_url.startswith("sqlite"):
            Folder(found.home).make()
            await schema.migrate(found.database_url)  # as `up` does: a key may be the first thing that is made
        catalog = await open_catalog(found.database_url)
        try:
            return await work(catalog)
        finally:
            await catalog.close()

    try:
        return asyncio.run(opened())
    except (schema.CatalogNotMigrated, CatalogUnavailable, ValueError) as error:
        raise CliExit(Exit.FAILED, str(error)) from None


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
