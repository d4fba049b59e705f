"""The page: what a person can do there, and how it sounds."""

import pytest

from tests.cli.contract import FakeServer, Json, job, reply, stream, turn
from tests.web.conftest import Open, finished, shown, shows

ID = "p-123456789"
PARKED = {
    "id": "tts-007", "code": "content_refused", "turn": 7, "speaker": "EXPERT", "provider": "elevenlabs",
    "text": "bad words", "message": "Refused.", "advice": "Change the text.",
}  # fmt: skip
SHORT = {"id": "script", "code": "episode_too_short", "message": "2 of 5 minutes.", "text": "", "advice": "Resume."}
TEXT = "A long turn, full of bad words, that goes on."


def parked(server: FakeServer, *items: Json) -> Json:
    """A podcast that needs attention, and a server that takes what is mended."""
    state = shown("NEEDS_ATTENTION", attention=list(items))
    shows(server, state)
    server.on(f"GET /podcasts/{ID}/events", stream(state))
    server.on(f"GET /podcasts/{ID}/turns", reply([turn(7, TEXT, audio_url=None, start=None, error=None)]))
    voices = [{"id": "rachel", "name": "Rachel"}, {"id": "josh", "name": "Josh"}]
    server.on("GET /voices?tts=elevenlabs", reply({"items": voices}))
    server.on(f"POST /podcasts/{ID}/resume", reply(shown(rev=2)))
    server.when(f"POST /podcasts/{ID}/resume", lambda: goes_on(server))
    return state


def goes_on(server: FakeServer) -> None:
    shows(server, shown(rev=2))
    server.on(f"GET /podcasts/{ID}/events", stream(shown(rev=2)))


def sent(server: FakeServer) -> Json:
    [call] = server.called(f"POST /podcasts/{ID}/resume")
    return call.json


def test_the_whole_turn_is_shown_with_its_fault_and_its_text_is_mended(server: FakeServer, opened: Open) -> None:
    parked(server, PARKED)
    page = opened()
    page.until("document.querySelector('.attention mark')?.textContent === 'bad words'")
    assert page.run("document.querySelector('.attention .whole').textContent") == TEXT
    page.click("Change the text")
    assert page.run("document.querySelector('.attention textarea').value") == TEXT
    page.run(
        "{ const area = document.querySelector('.attention textarea'); area.value = 'Good words. ';"
        " area.dispatchEvent(new Event('input')); }"
    )
    assert "11 characters will be spoken anew." in page.run("document.querySelector('.attention').innerText")
    page.click("Speak this text")
    page.until("!document.querySelector('.attention')")
    assert sent(server) == {"turns": {"t007": "Good words."}}


@pytest.mark.parametrize(
    ("item", "before", "button", "change"),
    [
        (PARKED, "", "Leave this turn out", {"skip_turns": ["t007"]}),
        (PARKED, "'.attention select').value = 'josh'", "Use this voice for EXPERT", {"voices": {"EXPERT": "josh"}}),
        (
            {
                "id": "budget",
                "code": "budget_reached",
                "message": "0.25 USD of 0.25 are spent.",
                "text": "",
                "advice": "",
            },
            "'.attention input').value = '2.5'",
            "Go on with this budget",
            {"budget_usd": 2.5},
        ),
        (
            {"id": "source-002", "code": "source_partly_read", "message": "Half.", "text": "Once upon", "advice": ""},
            "",
            "Go on with what was read",
            {"sources": {"2": "use"}},
        ),
        (
            {"id": "source-002", "code": "source_partly_read", "message": "Half.", "text": "Once upon", "advice": ""},
            "",
            "Leave this source out",
            {"sources": {"2": "skip"}},
        ),
        (SHORT, "", "Write it again", {"rewrite": True}),
        (SHORT, "", "Go on with it as it is", {}),
        (PARKED, "", "Try again", {}),
    ],
    ids=["skip", "voice", "budget", "use", "leave out", "rewrite", "as it is", "try again"],
)
def test_voice_skip_budget_and_source_are_mended(
    server: FakeServer, opened: Open, item: Json, before: str, button: str, change: Json
) -> None:
    parked(server, item)
    page = opened()
    if before:
        page.until(f"document.querySelector({before.partition(')')[0]})")
        page.run(f"document.querySelector({before}")
    page.click(button)
    page.until("!document.querySelector('.attention')")
    assert sent(server) == change


def test_what_is_being_typed_stays_when_another_turn_parks(server: FakeServer, opened: Open) -> None:
    first = parked(server, PARKED)
    page = opened()
    page.click("Change the text")
    page.run("document.querySelector('.attention textarea').value = 'Half a sent'")
    page.run("document.querySelector('.attention textarea').focus()")
    another = {**PARKED, "id": "tts-009", "turn": 9, "speaker": "HOST"}
    shows(server, {**first, "attention": [PARKED, another], "rev": 2})
    page.until("document.querySelectorAll('.attention').length === 2")
    assert page.run("document.activeElement.value") == "Half a sent"


def test_a_fault_of_the_source_gets_no_retry_that_cannot_help(server: FakeServer, opened: Open) -> None:
    error = {"code": "no_usable_text", "message": "It holds 3 usable words.", "advice": "Send more.", "turn": None}
    shows(
        server, shown("FAILED", 12, error=error), shown("FAILED", 12, podcast_id="other", error={**error, "code": "x"})
    )
    page = opened()
    page.until("document.querySelectorAll('.podcast').length === 2")
    words = "[...document.getElementById({!r}).querySelectorAll('button')].map((each) => each.textContent)"
    assert page.run(words.format(ID)) == ["Delete"]
    assert page.run(words.format("other")) == ["Retry", "Delete"]


def test_the_next_try_of_a_call_is_shown(server: FakeServer, opened: Open) -> None:
    waiting = {
        "resource": "example.org", "reason": "HTTP 503.", "advice": "", "item": "source-001",
        "attempt": 3, "attempts": 11, "next_try": "2026-01-02T03:04:05Z",
    }  # fmt: skip
    state = shown(waiting=[waiting])
    shows(server, state)
    server.on(f"GET /podcasts/{ID}/events", stream(state))
    page = opened()
    page.until("document.querySelector('.waiting')")
    words = page.run("document.querySelector('.waiting').innerText")
    assert words.startswith("Waiting for example.org. HTTP 503.")
    assert "Try 3 of 11 is at " in words


def test_the_next_try_of_a_conversion_is_shown(server: FakeServer, opened: Open) -> None:
    waiting = {
        "resource": "artifacts", "reason": "There is no room for more artifacts.", "advice": "", "item": "output-001",
        "attempt": 1, "attempts": None, "next_try": None,
    }  # fmt: skip
    server.on("GET /conversions?limit=10", reply({"items": [job(waiting=[waiting])], "next_cursor": None}))
    page = opened()
    page.until("document.querySelector('#conversions .waiting')")
    words = page.run("document.querySelector('#conversions .waiting').textContent")
    assert words == "Waiting for artifacts. There is no room for more artifacts. Try 1 is under way."


def test_one_sound_at_a_time(server: FakeServer, opened: Open) -> None:
    shows(server, finished(server, "one", "One"), finished(server, "two", "Two"))
    page = opened()
    page.until("document.querySelectorAll('audio[src]').length === 2")
    audio = "document.querySelector('#{} audio')"
    page.run(f"{audio.format('one')}.play()")
    page.until(f"!{audio.format('one')}.paused")
    page.run(f"{audio.format('two')}.play()")
    page.until(f"{audio.format('one')}.paused && !{audio.format('two')}.paused")


def test_a_turn_is_heard_in_the_episode(server: FakeServer, opened: Open) -> None:
    shows(server, finished(server, "one", "One"))
    page = opened()
    page.click("Script")
    page.until("document.querySelectorAll('#one .turn').length === 2")
    page.run("document.querySelectorAll('#one .turn .play')[1].click()")
    page.until("document.querySelector('#one audio').currentTime > 9.4")
    page.until("document.querySelectorAll('#one .turn')[1].getAttribute('aria-current') === 'true'")
    assert server.called("GET /podcasts/one/turns/1/audio") == []


def test_place_and_speed_are_kept_for_each_podcast(server: FakeServer, opened: Open) -> None:
    shows(server, finished(server, "one", "One"), finished(server, "two", "Two"))
    page = opened()
    audio = "document.querySelector('#one audio')"
    page.until("document.querySelectorAll('audio[src]').length === 2")
    page.run(
        "{ const speed = document.querySelector('#one .speed select'); speed.value = '1.5';"
        " speed.dispatchEvent(new Event('change')); }"
    )
    page.run(f"{audio}.play()")
    page.until(f"{audio}.readyState > 0")
    page.run(f"{audio}.currentTime = 12; {audio}.pause()")
    page.until("localStorage.getItem('podwright:listening:one')?.includes('\"seconds\":12')")
    page.go(f"{server.url}/")
    page.until("document.querySelectorAll('audio[src]').length === 2")
    page.run(f"{audio}.play()")
    page.until(f"{audio}.currentTime > 12 && {audio}.playbackRate === 1.5")
    assert page.run("document.querySelector('#two audio').playbackRate") == 1
    assert page.run("navigator.mediaSession.metadata.title") == "One"
