"""Length: an episode comes near to its time, whatever its writer delivers and however its voices turn out to speak."""

from collections.abc import Iterator

import pytest

from domain.artifacts.reference import ArtifactRef
from domain.money import TokenUsage
from domain.podcast.lengths import Length, planned_share
from domain.podcast.pace import WrittenSegment
from domain.podcast.state import PodcastState
from domain.script.budget import PAUSE_BETWEEN_SEGMENTS, parts_of, segment_count, words_for
from domain.script.length import EDGES_SECONDS, silence_between, talk_of
from domain.script.model import DraftTurn, SegmentDraft
from domain.script.shortening import shortened
from domain.script.turns import TurnPlan
from domain.tts.rates import letters_of
from domain.tts.speaker import Role, Speaker

REF = ArtifactRef(sha256="0", size=1, media_type="application/json")
WITHIN = 0.08
SENTENCES = (
    "The salt comes down the river in wide and shallow boats.",
    "It is weighed twice before anybody may sell it.",
    "A cask of it was worth a week of work in the mountains, where there was none.",
    "Kings taxed it, since every kitchen needs some.",
    "Whoever owned the springs owned the towns around them as well.",
)


def voices() -> list[Speaker]:
    first = Speaker(
        name="Ada", role=Role.HOST, vendor="v", model="m", engine="e", voice="x", words_per_minute=160,
        maximum_characters=4000,
    )  # fmt: skip
    return [first, first.model_copy(update={"name": "Bo", "role": Role.EXPERT, "voice": "y"})]


def talked(words: int, *, seed: int) -> Iterator[DraftTurn]:
    """Questions and answers of about so many words."""
    said = 0
    while said < words:
        question = f"And what did that mean for the people of the valley number {'abcdefgh'[seed % 8]}?"
        answer = " ".join(SENTENCES[(seed + n) % len(SENTENCES)] for n in range(2 + seed % 3))
        yield DraftTurn(speaker="Ada", text=question)
        yield DraftTurn(speaker="Bo", text=answer)
        said += len(question.split()) + len(answer.split())
        seed += 1


def spoken_seconds(minutes: float, *, delivers: float, pace: float, goes_on: bool) -> float:
    """The episode as it is heard: frozen segment by segment, each after the ones before were spoken."""
    state = PodcastState(minutes=minutes, voices=voices())
    count = segment_count(minutes)
    each = words_for(minutes, parts_of(state.voices)) // count
    state.outline_written(
        REF, title="Salt", segments=count, words=each * count, tokens=TokenUsage(), plan=(each,) * count
    )
    length, drafts = Length(state), dict[int, SegmentDraft]()
    for index in range(count):
        write(state, drafts, index, words=round(delivers * each))
    true_rate = pace * 160 * 4.4 / 60
    total = EDGES_SECONDS + PAUSE_BETWEEN_SEGMENTS * (count - 1)
    for index in range(count):
        if goes_on and (more := length.words_missing(index)):
            write(state, drafts, index, words=sum(len(t.text.split()) for t in drafts[index].turns) + more)
        fitting = shortened(drafts[index], length.target(index), language="en", rates=length.rates)
        silence = silence_between([turn.text for turn in fitting.turns])
        first = len(state.turns) + 1
        state.segment_frozen(
            REF, tuple(plan(turn, first + n, index) for n, turn in enumerate(fitting.turns)), silence=silence
        )
        total += silence
        for n, turn in enumerate(fitting.turns):
            seconds = letters_of(turn.text) / true_rate
            state.turn_spoken(first + n, reused=False, characters=1, repeated=0, cost_usd=0, seconds=seconds)
            total += seconds
    return total


def write(state: PodcastState, drafts: dict[int, SegmentDraft], index: int, *, words: int) -> None:
    turns = tuple(talked(words, seed=3 * index))
    drafts[index] = SegmentDraft(index=index, title="Salt", turns=turns)
    state.draft_written(index, WrittenSegment(draft=REF, talk=talk_of(turns, language="en")), TokenUsage())


def plan(turn: DraftTurn, index: int, segment: int) -> TurnPlan:
    return TurnPlan(
        index=index, id=f"t{index}", segment=segment, position=0, speaker=turn.speaker, vendor="v", key=str(index),
        characters=len(turn.text), label="", letters=letters_of(turn.text),
    )  # fmt: skip


@pytest.mark.parametrize("pace", [0.8, 1.0, 1.25])
@pytest.mark.parametrize("delivers", [0.6, 1.0, 1.6])
@pytest.mark.parametrize("minutes", [2, 5, 10])
def test_it_takes_the_time_that_was_asked_for(minutes: float, delivers: float, pace: float) -> None:
    took = spoken_seconds(minutes, delivers=delivers, pace=pace, goes_on=True)
    assert took == pytest.approx(60 * minutes, rel=WITHIN)


@pytest.mark.parametrize(("delivers", "pace"), [(0.6, 1.25), (1.6, 0.8)])
def test_half_an_hour_too(delivers: float, pace: float) -> None:
    assert spoken_seconds(30, delivers=delivers, pace=pace, goes_on=True) == pytest.approx(1800, rel=WITHIN)


def test_a_writer_that_has_no_more_to_say_leaves_it_short() -> None:
    assert spoken_seconds(5, delivers=0.6, pace=1.0, goes_on=False) < 0.9 * 300


def test_what_is_planned_for_the_first_segments() -> None:
    state = PodcastState(minutes=5, voices=voices())
    state.outline_written(REF, title="Salt", segments=2, words=400, tokens=TokenUsage(), plan=(100, 300))
    assert [planned_share(state.pace, n) for n in (0, 1, 2)] == [0, 0.25, 1]
