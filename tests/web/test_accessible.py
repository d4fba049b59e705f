"""The page for everybody: axe finds nothing, and no text stands in a scroll box within another."""

from importlib.resources import files

import pytest

from tests.cli.contract import FakeServer, job, reply, stream
from tests.web.again import offers
from tests.web.conftest import Open, finished, shown, shows
from tests.web.test_collections import FOUND, collection
from tests.web.test_page import PARKED, parked

NESTED = """[...document.querySelectorAll('*')].filter((each) => {
  const scrolls = (box) => box !== document.documentElement && box !== document.body
    && /auto|scroll/.test(getComputedStyle(box).overflowY);
  return scrolls(each) && each.tagName !== 'TEXTAREA' && [...function* () {
    for (let up = each.parentElement; up; up = up.parentElement) yield up;
  }()].some(scrolls);
}).length"""


@pytest.fixture
def full(server: FakeServer) -> FakeServer:
    """A podcast in every status, and conversions."""
    done = finished(server, "done", "Done")
    needing = parked(server, PARKED)
    waiting = {"resource": "elevenlabs", "reason": "The key was refused.", "advice": "Set another."}
    busy = shown(podcast_id="busy", waiting=[waiting], warnings=[{"code": "x", "message": "Short."}])
    error = {"code": "x", "message": "It failed.", "advice": "Try again.", "turn": None}
    others = [shown(status, podcast_id=status.lower(), error=error) for status in ("QUEUED", "FAILED", "CANCELLED")]
    shows(server, done, needing, busy, *others)
    for podcast_id in ("busy", "queued"):
        server.on(f"GET /podcasts/{podcast_id}/events", stream(busy if podcast_id == "busy" else others[0]))
        server.on(f"GET /podcasts/{podcast_id}/turns", reply([]))
    offers(server, "done")
    failed = job("FAILED", error={"message": "No."}, job_id="j-2")
    server.on("GET /conversions?limit=10", reply({"items": [job(), failed], "next_cursor": None}))
    full = [collection("tides", 3, 3), collection("bread", 5, 2, failed=1)]
    server.on("GET /collections?limit=20", reply({"items": full, "next_cursor": None}))
    server.on("GET /collections/tides/search?limit=5&q=moon", reply({"items": [FOUND], "ranked_by": ["full_text"]}))
    return server


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [400, 1000])
def test_axe_finds_nothing(full: FakeServer, opened: Open, width: int, dark: bool) -> None:
    pytest.importorskip("axe_core_python")
    page = opened(width=width, dark=dark)
    page.until("document.querySelector('#done audio').getAttribute('src')")
    page.run("document.querySelector('#done audio').play()")
    page.until("document.querySelector('#done .turn[aria-current]')")
    page.until("document.querySelector('.attention mark')")
    page.run("for (const each of document.querySelectorAll('details')) each.open = true")
    page.until("document.querySelector('#conversions li')")
    page.until("document.querySelector('#done .again form').childElementCount > 0")
    page.until("document.querySelectorAll('#collections > li').length === 2")
    page.run("document.querySelector('#collections [name=query]').value = 'moon'")
    page.run("document.querySelector('#collections .finding').requestSubmit()")
    page.until("document.querySelector('.found li')")
    page.run((files("axe_core_python") / "axe.min.js").read_text() + "; 0")
    found = page.run(
        "axe.run().then((told) => told.violations.map((each) =>"
        " `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 200) + node.failureSummary).join(' | ')}`))"
    )
    assert found == []
    assert page.run(NESTED) == 0
    assert page.run("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the window"
