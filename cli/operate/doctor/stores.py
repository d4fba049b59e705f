"""Catalog and artifacts, as this machine reaches them."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from adapters.settings import Settings
from cli.operate.doctor.finding import Finding, Verdict
from cli.stack import databases
from domain.errors import CatalogUnavailable


def artifacts(found: Settings) -> Finding:
    parts = urlsplit(found.artifacts_url)
    if parts.scheme != "file":
        return Finding("artifacts", Verdict.OK, f"{parts.scheme}://{parts.hostname or ''} (checked by the API)")
    path = Path(unquote(parts.path))
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return Finding("artifacts", Verdict.OK, f"{path} can be written")
    except OSError as error:
        means = "Nothing can be stored: every job would fail."
        return Finding("artifacts", Verdict.BAD, f"{path}: {error.strerror}", means, f"sudo chown -R $USER {path}")


def catalog(found: Settings) -> Finding:
    from adapters.catalog import schema  # noqa: PLC0415 - the database library, for the commands that need it

    kind = found.database_url.partition(":")[0].partition("+")[0]
    try:
        revision = asyncio.run(schema.current(found.database_url))
        schema.check(revision)
    except CatalogUnavailable as error:
        return Finding("catalog", Verdict.BAD, f"{kind}: {error}", "Jobs cannot be listed or started.")
    except schema.CatalogNotMigrated as error:
        verdict = Verdict.NOTE if revision is None and kind == "sqlite" else Verdict.BAD
        return Finding(
            "catalog", verdict, f"{kind}: {error}", "`podwright up` migrates it when it is SQLite.", "podwright migrate"
        )
    return Finding("catalog", Verdict.OK, f"{kind}, revision {revision}")


def damaged(found: Settings) -> Iterator[Finding]:
    """The databases in the data folder, read as a whole."""
    for name in (databases.TEMPORAL, databases.CATALOG):
        if problem := databases.damage(found.home / name, thorough=True):
            means = databases.what_to_do(found.home, name)
            yield Finding(name, Verdict.BAD, f"damaged: {problem}", means, databases.put_aside(found.home, name))


def shared(found: Settings) -> Iterator[Finding]:
    """A note when the catalog is a file on this machine while workers may run on others."""
    host = (found.temporal_address or "").rpartition(":")[0].strip("[]")
    if found.database_url.startswith("sqlite") and host not in ("", "localhost", "::1") and not host.startswith("127."):
        means = f"Temporal is at {host}: workers on other machines would each use a catalog of their own."
        yield Finding("catalog", Verdict.NOTE, "SQLite, a file", means, "PODWRIGHT_CATALOG_URL=postgresql://…")
