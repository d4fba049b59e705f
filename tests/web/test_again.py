"""Another podcast is made from a finished one on the page."""

from tests.cli.contract import ESTIMATE, FakeServer, Json, podcast, reply
from tests.web.again import offers
from tests.web.browser import Page
from tests.web.conftest import Open, finished, shown, shows

TOLD = {**ESTIMATE, "characters": 900, "characters_reused": 400, "minutes": 4.5, "cost_usd": {"low": 0.2, "high": 0.2}}


def offered(server: FakeServer, opened: Open) -> Page:
    shows(server, finished(server, "done", "Tides"))
    offers(server, "done")
    server.on("POST /podcasts/estimate", reply(TOLD))
    another = shown("QUEUED", 0, podcast_id="another", title="Tides")
    server.on("POST /podcasts", reply(another, 202))
    page = opened()
    page.until("document.querySelector('#done .again')")
    page.run("document.querySelector('#done .again').open = true")
    page.until("document.querySelector('#done .again form').childElementCount > 0")
    return page


def press(page: Page) -> None:
    page.run("document.querySelector('#done .again form').requestSubmit()")


def change(page: Page, field: str, value: str) -> None:
    page.run(
        f"{{ const it = document.getElementById('{field}'); it.value = '{value}';"
        " it.dispatchEvent(new Event('input', { bubbles: true })); }"
    )


def sent(server: FakeServer) -> Json:
    [made] = server.called("POST /podcasts")
    assert made.headers["Idempotency-Key"]
    return dict(made.json)


def test_the_same_script_in_another_voice(server: FakeServer, opened: Open) -> None:
    page = offered(server, opened)
    change(page, "voice-done-1", "cleo")
    change(page, "speed-done-0", "1.25")
    press(page)
    page.until("document.querySelector('#done .again').innerText.includes('Press again')")
    words = page.run("document.querySelector('#done .again [role=status]').textContent")
    assert words == "About 4.5 min, at most $0.20, 400 of 900 characters are spoken already. Press again to make it."
    assert server.called("POST /podcasts") == []
    press(page)
    page.until("document.getElementById('another')")
    assert sent(server) == {
        "based_on": {"podcast_id": "done", "reuse": "script"},
        "speakers": [{"name": "HOST", "speed": 1.25}, {"name": "EXPERT", "voice": "cleo"}],
    }


def test_the_same_sources_in_another_form(server: FakeServer, opened: Open) -> None:
    page = offered(server, opened)
    page.run("document.querySelector('#done .again [value=sources]').click()")
    change(page, "minutes-done", "12")
    change(page, "language-done", "de")
    press(page)
    page.until("document.querySelector('#done .again').innerText.includes('Press again')")
    change(page, "style-done", "debate")
    press(page)
    page.until("document.querySelector('#done .again').innerText.includes('Press again')")
    assert server.called("POST /podcasts") == [], "what was changed is priced anew"
    press(page)
    page.until("document.getElementById('another')")
    assert sent(server) == {
        "based_on": {"podcast_id": "done", "reuse": "sources"},
        "duration_minutes": 12,
        "language": "de",
        "style": "debate",
    }


def test_what_is_refused_is_said_there(server: FakeServer, opened: Open) -> None:
    page = offered(server, opened)
    refusal = {"detail": "There is no such voice.", "code": "voice_not_found", "status": 422}
    server.on("POST /podcasts/estimate", reply(refusal, 422))
    press(page)
    page.until("document.querySelector('#done .again .fault').textContent")
    assert page.run("document.querySelector('#done .again .fault').textContent") == "There is no such voice."


def test_only_a_finished_podcast_offers_it(server: FakeServer, opened: Open) -> None:
    shows(server, shown("FAILED", 10, podcast_id="failed"))
    server.on("GET /podcasts/failed/turns", reply([podcast()]))
    page = opened()
    page.until("document.getElementById('failed')")
    assert page.run("document.querySelector('.again')") is None
