"""Who else on this machine can read the data folder, or the file with the keys."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from adapters.home import OTHERS, open_paths
from adapters.settings import CHECKOUT, Settings
from cli.operate.doctor.finding import Finding, Verdict


def privacy(found: Settings) -> Iterator[Finding]:
    if found.home.exists():
        yield _home(found.home)
    for dotenv in {CHECKOUT / ".env", Path.cwd() / ".env"}:
        if dotenv.is_file() and dotenv.stat().st_mode & OTHERS:
            means = "Keys in it can be read by other users of this machine."
            yield Finding(".env", Verdict.NOTE, f"{dotenv} is open to others", means, f"chmod 600 {quote(str(dotenv))}")


def _home(home: Path) -> Finding:
    opened = list(open_paths(home))
    if not opened:
        return Finding("data folder", Verdict.OK, f"{home} is private")
    means = "Other users of this machine can read podcasts and sources, and make themselves admins of the API."
    named = ", ".join(str(path) for path in opened[:3])
    return Finding("data folder", Verdict.BAD, f"open to others: {named}", means, f"chmod -R go= {quote(str(home))}")
