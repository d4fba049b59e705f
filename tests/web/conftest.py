"""The page in a real browser, over a scripted API."""

import wave
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from api.web.routes import FOLDER, TYPES
from tests.cli.contract import FakeServer, Json, Reply, podcast, reply, turn
from tests.web.browser import PROGRAM, Browser, Page

USAGE = {"cost_usd": 0.25}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if PROGRAM is None:
        pytest.skip("no Chromium is installed")
    made = Browser(tmp_path_factory.mktemp("browser"))
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """The page's own files, and an API with no podcast."""
    made = FakeServer()
    for path in FOLDER.iterdir():
        if path.suffix in TYPES:
            made.on(f"GET /static/{path.name}", Reply(path.read_bytes(), media_type=TYPES[path.suffix]))
    made.on("GET /", Reply((FOLDER / "index.html").read_bytes(), media_type="text/html"))
    made.on("GET /health", reply({"status": "ok", "temporal": "ok", "temporal_ui": "http://127.0.0.1:1/list"}))
    made.on("GET /session", reply({"required": False}))
    made.on("GET /conversions?limit=10", reply({"items": [], "next_cursor": None}))
    made.on("GET /collections?limit=20", reply({"items": [], "next_cursor": None}))
    for kind in ("episodes", "speakers"):
        made.on(f"GET /profiles/{kind}", reply({"items": [], "next_cursor": None}))
    shows(made)
    yield made
    made.close()


@pytest.fixture
def opened(browser: Browser, server: FakeServer) -> Iterator[Open]:
    """Opens the page; no script may fail on it."""
    pages: list[Page] = []

    def open_(**how: bool | int) -> Page:
        page = browser.open(f"{server.url}/", **how)  # type: ignore[arg-type]  # width and dark
        page.until("!document.getElementById('shelf').hidden")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        assert page.errors == []
        page.close()


def shown(status: str = "GENERATING", percentage: int = 50, **more: object) -> Json:
    """A PodcastStatus with every field that the page reads."""
    about = {"attempt": 1, "rev": 1, "stale": False, "error": None, "usage": USAGE, "duration_minutes": 5}
    missing = {"audio_url": None, "audio_size": None, "transcript_url": None, "duration_seconds": None}
    return podcast(status, percentage, **{**about, **missing, **more})


def shows(server: FakeServer, *podcasts: Json) -> None:
    server.on("GET /podcasts?limit=20", reply({"items": list(podcasts), "next_cursor": None}))


def finished(server: FakeServer, podcast_id: str, title: str) -> Json:
    """A podcast that can be heard: twenty seconds, in two turns."""
    audio = f"{server.url}/api/v1/podcasts/{podcast_id}/audio"
    server.on(f"GET /podcasts/{podcast_id}/audio", Reply(silence(20), media_type="audio/wav"))
    clip = f"{server.url}/api/v1/podcasts/{podcast_id}/turns/1/audio"
    server.on(f"GET /podcasts/{podcast_id}/turns/1/audio", Reply(silence(20), media_type="audio/wav"))
    spoken = {"state": "done", "audio_url": clip, "error": None}
    turns = [turn(1, "Why?", start=0.0, end=9.0, **spoken), turn(2, "Because.", start=9.5, end=20.0, **spoken)]
    server.on(f"GET /podcasts/{podcast_id}/turns", reply(turns))
    transcript = f"{server.url}/api/v1/podcasts/{podcast_id}/transcript"
    heard = {"audio_url": audio, "audio_size": 12345, "transcript_url": transcript, "duration_seconds": 20.0}
    return shown("COMPLETED", 100, podcast_id=podcast_id, title=title, **heard)


def silence(seconds: int) -> bytes:
    held = BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000 * seconds))
    return held.getvalue()
