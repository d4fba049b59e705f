"""The running service: what the API says about itself, its parts, the vendors, and jobs that make no progress."""

from collections.abc import Iterator, Mapping, Sequence

from adapters.settings import Settings
from cli.client.answers import Provider
from cli.client.api import Api
from cli.client.problem import NoServer, Problem
from cli.client.server import base_url
from cli.operate.doctor.finding import Finding, Verdict
from cli.stack.folder import Folder
from cli.stack.parts import running
from domain.vendors.declarations import ProviderRole

_STALLED = {
    "workflow_fails": "an exception in workflow code",
    "activity_fails": "fails again and again",
    "no_progress": "no progress was reported",
}


def service(found: Settings, folder: Folder) -> Iterator[Finding]:
    url = base_url(found)
    key = found.api_key.get_secret_value() if found.api_key else None
    voices = None
    try:
        with Api(url, key) as api:
            health = api.health()
            yield from _api(url, health)
            yield from _stalled(health, folder)
            yield from _providers(api.providers(), found)
            voices = api.voices()
    except NoServer:
        yield Finding("API", Verdict.NOTE, f"nothing answers at {url}", "No job can be submitted.", "podwright up")
    except Problem as problem:
        yield Finding("API", Verdict.BAD, f"{url}: {problem.text()}", "", f"less {folder.log('api')}")
    worker = running(folder).get("worker")
    if worker:
        yield Finding("worker", Verdict.OK, f"process {worker.pid}")
    else:
        means = "Submitted jobs wait, unless a worker runs elsewhere."
        yield Finding("worker", Verdict.NOTE, "none of this folder", means, "podwright up")
    if voices:
        vendors = ", ".join(sorted({voice.tts for voice in voices if voice.tts}))
        yield Finding("voices", Verdict.OK, f"{len(voices)} announced ({vendors})")
    elif voices is not None:
        yield Finding("voices", Verdict.BAD, "none announced", "No podcast can be spoken.", "make setup")


def _api(url: str, health: Mapping[str, object]) -> Iterator[Finding]:
    status = str(health.get("status") or "answers")
    if status != "degraded":
        yield Finding("API", Verdict.OK, f"{url}: {status}")
    else:
        means = "A job submitted now would have to wait. What is missing is listed here; no restart is needed."
        yield Finding("API", Verdict.BAD, f"{url}: {status}", means)
    parts = health.get("parts")
    for part in parts if isinstance(parts, list) else ():
        if part.get("status") == "away":
            means = "Requests that need it are answered with 503 until it is back."
            yield Finding(f"{part.get('name')} (as the API sees it)", Verdict.BAD, f"away: {part.get('reason')}", means)


def _providers(announced: Sequence[Provider], found: Settings) -> Iterator[Finding]:
    """Vendors that are closed or away, and totals on which the settings here and the workers do not agree."""
    for each in announced:
        what = f"{each.vendor} ({each.role})"
        if each.state == "closed":
            means = "Jobs that need it wait, and continue automatically once it is open."
            do = f"podwright providers open {each.vendor}"
            yield Finding(what, Verdict.NOTE, f"closed: {each.reason}", means, do)
        elif each.state == "away":
            means = "Jobs that need it are refused until it is back; workers notice that automatically."
            yield Finding(what, Verdict.NOTE, f"away: {each.reason}", means)
        elif each.vendor != "local" and each.role in set(ProviderRole):
            role = ProviderRole(each.role)
            name, here = found.slots_variable(role, each.vendor), found.slots(role, each.vendor)
            if here != each.slots:
                shown = f"{each.slots} calls at once, as a worker announced last; by the settings here {here}"
                means = f"It is the total of the whole fleet: {name} has to be the same on every machine."
                yield Finding(what, Verdict.NOTE, shown, means, f"grep {name} .env")


def _stalled(health: Mapping[str, object], folder: Folder) -> Iterator[Finding]:
    """Jobs that run and make no progress."""
    found = health.get("stalled")
    for each in found if isinstance(found, list) else ():
        reason, item = _STALLED.get(each.get("reason"), str(each.get("reason"))), each.get("item")
        tries = f" ({each['attempts']} attempts)" if each.get("attempts") else ""
        shown = f"{each.get('podcast_id')}: {item + ' ' if item else ''}{reason}{tries} since {each.get('since')}"
        means = "It looks as if it were running, and will not end without help."
        yield Finding("stalled", Verdict.BAD, shown, means, f"less {folder.log('worker')}")
