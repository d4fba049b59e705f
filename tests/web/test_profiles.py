"""Profiles in the form of the page."""

from tests.cli.contract import ESTIMATE, FakeServer, reply
from tests.web.conftest import Open


def test_a_chosen_profile_and_cast_are_sent(server: FakeServer, opened: Open) -> None:
    lesson = {"name": "lesson", "description": "For beginners", "duration_minutes": 15}
    server.on("GET /profiles/episodes", reply({"items": [lesson], "next_cursor": None}))
    table = {"name": "round table", "description": "", "speakers": []}
    server.on("GET /profiles/speakers", reply({"items": [table], "next_cursor": None}))
    server.on("POST /podcasts/estimate", reply({**ESTIMATE, "cost_usd": {"low": 0.5, "high": 1.0}}))
    page = opened()
    page.until("document.getElementById('profile').options.length === 2")
    page.run(
        "{ const set = (id, value) => { const it = document.getElementById(id); it.value = value;"
        " it.dispatchEvent(new Event('change', { bubbles: true })); };"
        " document.querySelector('[name=kind][value=text]').click();"
        " set('text', 'Bread rises.'); set('profile', 'lesson'); set('cast', 'round table'); }"
    )
    assert page.run("document.getElementById('minutes').value") == "15"
    page.run("document.getElementById('create-form').requestSubmit()")
    page.until("document.getElementById('estimate').textContent.includes('Press again')")
    [sent] = server.called("POST /podcasts/estimate")
    assert sent.json == {
        "sources": [{"type": "text", "text": "Bread rises."}],
        "duration_minutes": 15,
        "episode_profile": "lesson",
        "speaker_profile": "round table",
    }
