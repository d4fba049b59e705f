"""`podwright collections`: documents that are read once, searched, and made podcasts from."""

from typing import Annotated

import typer
from rich.text import Text

from cli.client.answers import plain
from cli.client.api import Api
from cli.client.collections import Collection, Document
from cli.client.server import connect
from cli.commands.arguments import Quiet, Yes
from cli.commands.request import check, source
from cli.commands.result import Ending, follow_to_end
from cli.output import AsJson, CliExit, Exit, agreed, coloured, echo, echo_json, note, shortened, table

PANEL = "Collections"
NAMES = "its name, its id, or the beginning of it"
SHOWN = 300
"""Characters of a passage that are printed; `--json` has all of it."""

Which = Annotated[str, typer.Argument(metavar="COLLECTION", help=f"The collection: {NAMES}.")]

group = typer.Typer(help="Documents that are read once, searched, and made podcasts from.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="collections", rich_help_panel=PANEL)


@group.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    description: Annotated[str | None, typer.Option(help="What is in it, for people.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a collection.

    Example: `podwright collections create tides`
    """
    with connect({"name": "NAME", "description": "--description"}) as client:
        made = client.collections.create(name, description)
    if as_json:
        echo_json(plain(made))
        return
    echo(f"{made.name}: {made.collection_id}")
    note(f"Add documents with: podwright collections add {made.collection_id} FILE…")


@group.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the collections and what they hold, newest first."""
    with connect() as client:
        listed = client.collections.all()
    if as_json:
        echo_json([plain(each) for each in listed])
        return
    if not listed:
        note("There are no collections. Make one with: podwright collections create NAME")
        return
    rows = [
        [each.collection_id, each.name, str(each.indexed), str(each.passages), f"{each.words:,}", each.language or ""]
        for each in listed
    ]
    table(["id", "name", "documents", "passages", "words", "language"], rows, optional=("language", "words"))


@group.command()
def show(collection: Which, as_json: AsJson = False) -> None:
    """Show a collection and its documents.

    Example: `podwright collections show tides`
    """
    with connect() as client:
        found = client.collections.named(collection)
        documents = client.collections.documents(found.collection_id)
    if as_json:
        echo_json({**plain(found), "items": [plain(each) for each in documents]})
        return
    embedded = f", embeddings of {found.embeddings}" if found.embeddings else ""
    echo(f"{found.name}: {found.passages} passages, {found.words:,} words{embedded}")
    rows: list[list[str | Text]] = [
        [
            each.document_id,
            each.name,
            coloured(each.status),
            str(each.passages),
            _reason(each),
        ]
        for each in documents
    ]
    if rows:
        table(["id", "document", "status", "passages", "reason"], rows, optional=("reason",))


@group.command()
def add(
    collection: Which,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Files, URLs, or - for text on stdin.")
    ] = None,
    *,
    again: Annotated[bool, typer.Option("--again", help="Look at all documents of the collection anew, too.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow the job until they are indexed.")] = True,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Add documents: a job reads and indexes them. What is there already, unchanged, is not read again.

    Examples: `podwright collections add tides handbook.pdf https://example.org/essay` ·
    `podwright collections add tides papers/*.pdf --no-wait` · `podwright collections add tides --again`
    """
    sources = sources or []
    check(sources)
    with connect({f"sources.{at}": each for at, each in enumerate(sources)}) as client:
        found = client.collections.named(collection)
        taken = client.collections.add(found.collection_id, [source(client, each) for each in sources], again=again)
        if not wait:
            echo_json(plain(taken)) if as_json else echo(f"job: {taken.job_id}")
            return
        job = client.jobs.get(taken.job_id)
        follow_to_end(client, client.jobs, job, Ending(quiet=quiet, as_json=as_json))


@group.command()
def remove(
    collection: Which,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help=f"The document: {NAMES}.")],
) -> None:
    """Remove a document; podcasts that were made from it keep their own copy.

    Example: `podwright collections remove tides handbook`
    """
    with connect() as client:
        found = client.collections.named(collection)
        chosen = _document(client, found, document)
        client.collections.remove(found.collection_id, chosen.document_id)
    echo(f"{chosen.name} is removed from {found.name}.")


@group.command()
def search(
    collection: Which,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, or a question, in any language.")],
    limit: Annotated[int, typer.Option(help="Highest number of passages, 1 to 50.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Find the passages that answer a question best.

    Example: `podwright collections search tides "why are there two high waters a day?"`
    """
    with connect({"q": "QUERY", "limit": "--limit"}) as client:
        found = client.collections.search(client.collections.named(collection).collection_id, query, limit)
    if as_json:
        echo_json(plain(found))
        return
    if not found.items:
        note("Nothing was found. `podwright collections show` says what is indexed.")
    for each in found.items:
        place = f", {each.place}" if each.place else ""
        echo(f"{each.document}{place}")
        echo(f"    {shortened(' '.join(each.text.split()), SHOWN)}")


@group.command()
def delete(collection: Which, yes: Yes = False) -> None:
    """Remove a collection and its documents; podcasts that were made from them keep their own copy.

    Example: `podwright collections delete tides`
    """
    with connect() as client:
        found = client.collections.named(collection)
        if not agreed(f"Remove {found.name} and its {found.documents} documents?", yes=yes):
            raise CliExit(Exit.FAILED, "Nothing was removed.")
        client.collections.delete(found.collection_id)
    echo(f"{found.name} is removed.")


def _reason(document: Document) -> str:
    return document.error.message if document.error else ""


def _document(client: Api, collection: Collection, named: str) -> Document:
    known = client.collections.documents(collection.collection_id)
    exact = [each for each in known if named in (each.document_id, each.name, each.url)]
    found = exact or [each for each in known if each.document_id.startswith(named)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CliExit(Exit.BAD_INPUT, f"{collection.name} has no document {named!r}: `podwright collections show`.")
    ids = ", ".join(each.document_id for each in found)
    raise CliExit(Exit.BAD_INPUT, f"{named!r} means {len(found)} documents. Type one of the ids {ids}.")
