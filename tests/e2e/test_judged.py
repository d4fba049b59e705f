"""Podcasts whose turns a language model judges, over the whole stack: what it finds is written again or flagged, an
answer that cannot be used stops nothing, and every call is on the bill."""

from collections.abc import Iterator

import pytest

from api.podcasts.views import PodcastStatus
from tests.durability.conftest import running, stack, vendor
from tests.durability.stack import Stack
from tests.e2e.http_user import Json
from tests.fakevendor.manners import EMBELLISHED, Manner

__all__ = ["running", "stack", "vendor"]

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(180)]


@pytest.fixture
def judge(stack: Stack) -> Iterator[Stack]:
    yield stack
    stack.vendor.control(manner={})


def made(stack: Stack, about: str, manner: Manner) -> tuple[PodcastStatus, list[Json]]:
    """A podcast of three minutes by a model of that manner, and its turns."""
    stack.vendor.control(manner=manner.model_dump())
    podcast = stack.submit(about, duration_minutes=3, grounding="llm")
    done = stack.finished(podcast, seconds=120)
    turns: list[Json] = stack.http.get(f"/podcasts/{podcast}/script").raise_for_status().json()["turns"]
    return done, turns


def asked(stack: Stack, about: str) -> list[str]:
    """What the model was asked for, in order."""
    schemas = [call.body.get("response_format") for call in stack.vendor.calls(about, kind="chat")]
    return [str(one["json_schema"]["name"]) for one in schemas if isinstance(one, dict)]


def assert_all_is_on_the_bill(stack: Stack, about: str, done: PodcastStatus) -> None:
    billed = sum(call.billed for call in stack.vendor.calls(about, kind="chat"))
    assert done.usage.llm_input_tokens + done.usage.llm_output_tokens == billed
    assert done.usage.cost_usd > 0


def flags(turns: list[Json]) -> list[str]:
    return [flag for turn in turns for flag in turn["flags"]]


def embellished(turns: list[Json]) -> list[Json]:
    return [turn for turn in turns if EMBELLISHED in turn["text"]]


def test_turns_that_the_model_finds_wrong_are_written_again_and_paid(judge: Stack) -> None:
    done, turns = made(judge, "gannet", Manner(embellishes=1))
    assert "verdicts" in asked(judge, "gannet")
    assert (embellished(turns), flags(turns)) == ([], [])
    assert_all_is_on_the_bill(judge, "gannet", done)


def test_a_turn_that_stays_wrong_is_flagged(judge: Stack) -> None:
    done, turns = made(judge, "puffin", Manner(embellishes=1, insists=True))
    assert embellished(turns)
    assert set(flags(turns)) == {"not_in_sources"}
    assert all(turn["flags"] for turn in embellished(turns))
    assert_all_is_on_the_bill(judge, "puffin", done)


def test_an_answer_without_verdicts_stops_nothing_and_is_paid(judge: Stack) -> None:
    done, turns = made(judge, "curlew", Manner(embellishes=1, judges="nothing"))
    assert {flag for turn in embellished(turns) for flag in turn["flags"]} == {"unchecked"}
    assert_all_is_on_the_bill(judge, "curlew", done)


def test_verdicts_about_half_of_the_turns_stop_nothing_and_are_paid(judge: Stack) -> None:
    """Those it judges are written again; what length leaves of the others is unchecked."""
    done, turns = made(judge, "plover", Manner(embellishes=3, judges="half"))
    assert all(turn["flags"] == ["unchecked"] for turn in embellished(turns))
    assert all(turn["flags"] == [] for turn in turns if turn not in embellished(turns))
    assert asked(judge, "plover").count("segment") > asked(judge, "plover").count("verdicts") > 0
    assert_all_is_on_the_bill(judge, "plover", done)


def test_the_local_writer_refuses_to_judge(judge: Stack) -> None:
    text = "The plover nests on the shingle, and it leaves in August. " * 20
    body = {"sources": [{"type": "text", "text": text}], "duration_minutes": 1, "grounding": "llm", "llm": "local"}
    answer = judge.http.post("/podcasts", json=body)
    assert answer.status_code == 422
    assert "needs_llm" in answer.text
