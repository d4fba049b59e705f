"""What the API tells of itself, its parts and the vendors, as `podwright doctor` finds it."""

from collections.abc import Iterator, Mapping, Sequence

from adapters.settings import Settings
from cli.client.answers import Provider
from cli.client.api import Api
from cli.client.problem import NoServer, Problem
from cli.client.server import base_url
from cli.operate.doctor.finding import Finding, Verdict
from cli.stack import laptop
from cli.stack.folder import Folder

_STALLED = {
    "workflow_fails": "an exception in workflow code",
    "activity_fails": "fails again and again",
    "no_progress": "nothing was heard of it",
}


def running(found: Settings, folder: Folder) -> Iterator[Finding]:
    url = base_url(found)
    key = found.api_key.get_secret_value() if found.api_key else None
    alive = laptop.living(folder)
    try:
        with Api(url, key) as api:
            health = api.health()
            yield from standing(url, health)
            yield from stalled(health, folder)
            yield from providers(api.providers(), found)
            voices = api.voices()
    except NoServer:
        yield Finding("API", Verdict.NOTE, f"nothing answers at {url}", "Podcasts cannot be asked for.", "podwright up")
        voices = None
    except Problem as problem:
        yield Finding("API", Verdict.BAD, f"{url}: {problem.text()}", "", f"less {folder.log('api')}")
        voices = None
    if "worker" in alive:
        yield Finding("worker", Verdict.OK, f"process {alive['worker'].pid}")
    else:
        means = "Podcasts that were asked for wait, unless a worker runs elsewhere."
        yield Finding("worker", Verdict.NOTE, "none of this folder", means, "podwright up")
    if voices is not None:
        vendors = ", ".join(sorted({voice.tts for voice in voices if voice.tts}))
        if voices:
            yield Finding("voices", Verdict.OK, f"{len(voices)} announced ({vendors})")
        else:
            yield Finding("voices", Verdict.BAD, "none announced", "No podcast can be spoken.", "make setup")


def standing(url: str, health: Mapping[str, object]) -> Iterator[Finding]:
    """What the API says of itself and of the parts that it needs."""
    status = str(health.get("status") or "answers")
    if status != "degraded":
        yield Finding("API", Verdict.OK, f"{url}: {status}")
    else:
        means = (
            "A podcast asked for now would not be made at once. What is missing stands here; nothing needs a restart."
        )
        yield Finding("API", Verdict.BAD, f"{url}: {status}", means)
    parts = health.get("parts")
    for part in parts if isinstance(parts, list) else ():
        if part.get("status") == "away":
            means = "What needs it answers 503 until it is back."
            yield Finding(f"{part.get('name')} (as the API sees it)", Verdict.BAD, f"away: {part.get('reason')}", means)


def providers(announced: Sequence[Provider], found: Settings) -> Iterator[Finding]:
    """Those that are closed or away, and totals that workers do not agree on."""
    for each in announced:
        what = f"{each.vendor} ({each.role})"
        if each.state == "closed":
            means = "Podcasts that need it wait, and go on by themselves."
            do = f"podwright providers open {each.vendor}"
            yield Finding(what, Verdict.NOTE, f"closed: {each.reason}", means, do)
        elif each.state == "away":
            means = "Requests for it are turned away until it is back; workers take it up by themselves."
            yield Finding(what, Verdict.NOTE, f"away: {each.reason}", means)
        elif each.vendor != "local":
            writes = each.role == "writer"
            name = "PODWRIGHT_LLM_CONCURRENCY" if writes else f"PODWRIGHT_TTS_CONCURRENCY_{each.vendor.upper()}"
            here = found.llm_concurrency if writes else found.speech_slots(each.vendor)
            if here != each.slots:
                words = f"{each.slots} calls at once, as a worker told last; by the settings here {here}"
                means = f"It is the whole fleet's total: with unlike {name} nobody keeps to it."
                yield Finding(what, Verdict.NOTE, words, means, f"grep {name} .env")


def stalled(health: Mapping[str, object], folder: Folder) -> Iterator[Finding]:
    """Podcasts that run and make no progress."""
    found = health.get("stalled")
    for each in found if isinstance(found, list) else ():
        reason, item = _STALLED.get(each.get("reason"), str(each.get("reason"))), each.get("item")
        tries = f" ({each['attempts']} attempts)" if each.get("attempts") else ""
        words = f"{each.get('podcast_id')}: {item + ' ' if item else ''}{reason}{tries} since {each.get('since')}"
        means = "It looks running and will not end by itself."
        yield Finding("stalled", Verdict.BAD, words, means, f"less {folder.log('worker')}")
