"""The state of a podcast: percentages that never fall, turns that settle, faults that park and are taken up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail, FaultKind
from domain.jobs.status import JobStatus
from domain.money import TokenUsage
from domain.podcast.details import details_of
from domain.podcast.state import PodcastState
from domain.podcast.steps import Step
from domain.script.turns import TurnPlan, TurnState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAULT = FaultDetail(kind=FaultKind.ITEM, code="voice_not_found", message="No such voice.")


def ref(name: str) -> ArtifactRef:
    return ArtifactRef(sha256=name, size=1, media_type="application/json")


def plan(index: int, segment: int = 0, key: str | None = None) -> TurnPlan:
    return TurnPlan(
        index=index,
        id=f"t{index:03}",
        segment=segment,
        position=index - 1,
        speaker="HOST" if index % 2 else "EXPERT",
        vendor="fake",
        key=key or f"k{index}",
        characters=100,
        label="words",
    )


def spoken(state: PodcastState, index: int, *, reused: bool = False) -> None:
    state.turn_speaking(index, NOW)
    state.turn_spoken(index, reused=reused, characters=100, repeated=0, cost_usd=0.01)


def speaking_state(turns: int = 4) -> PodcastState:
    state = PodcastState(minutes=3)
    state.began()
    state.source_read()
    state.passages_chosen(ref("c"), title="Bread", language="en", words=100)
    state.outline_written(
        ref("o"), title="Bread", segments=1, words=400, tokens=TokenUsage(input=10, output=5, cost_usd=0.1)
    )
    state.segment_written(ref("d"), TokenUsage())
    state.segment_frozen(ref("s1"), tuple(plan(n) for n in range(1, turns + 1)))
    return state


def test_percentages_of_every_step() -> None:
    state = PodcastState(sources=2)
    assert state.percentage == 0
    state.began()
    assert state.percentage == 10
    state.source_read()
    assert state.percentage == 20
    state.source_read()
    state.passages_chosen(ref("c"), title="Bread", language="en", words=100)
    assert (state.step, state.percentage) == (Step.GENERATING_SCRIPT, 30)
    state.outline_written(ref("o"), title="Bread", segments=2, words=400, tokens=TokenUsage())
    state.segment_written(ref("d"), TokenUsage())
    state.segment_frozen(ref("s1"), (plan(1), plan(2)))
    assert (state.step, state.percentage) == (Step.GENERATING_SCRIPT, 35)
    spoken(state, 1)
    assert state.percentage == 35, "turns spoken early count once speech is the step"
    state.segment_written(ref("d"), TokenUsage())
    assert state.step is Step.PARSING_TURNS
    state.segment_frozen(ref("s2"), (plan(3, 1), plan(4, 1)))
    assert (state.step, state.percentage) == (Step.GENERATING_AUDIO, 60)
    for index in (2, 3, 4):
        spoken(state, index)
    assert state.percentage == 90
    state.entered(Step.COMBINING_AUDIO)
    state.entered(Step.STORING_AUDIO)
    assert state.percentage == 95
    state.completed()
    assert state.progress(NOW).percentage == 100


def test_total_is_unknown_until_the_last_turn_is_frozen() -> None:
    state = PodcastState()
    state.began()
    state.outline_written(ref("o"), title="Bread", segments=2, words=660, tokens=TokenUsage())
    details = details_of(state.progress(NOW))
    assert (details.total_turns, details.estimated_turns) == (None, 20)
    state.segment_frozen(ref("s1"), (plan(1),))
    assert details_of(state.progress(NOW)).total_turns is None
    state.segment_frozen(ref("s2"), (plan(2, 1),))
    assert details_of(state.progress(NOW)).total_turns == 2


def test_playable_is_the_finished_prefix() -> None:
    state = speaking_state()
    for index in (1, 2, 4):
        spoken(state, index)
    details = details_of(state.progress(NOW))
    assert (details.playable_turns, details.completed_turns) == (2, 3)


def test_parked_and_taken_up() -> None:
    state = speaking_state()
    state.parked("tts-002", FAULT, NOW)
    state.parked("segment-002", FAULT, NOW)
    progress = state.progress(NOW)
    assert progress.status is JobStatus.NEEDS_ATTENTION
    assert [(one.id, one.turn, one.speaker) for one in progress.attention] == [
        ("segment-002", None, None),
        ("tts-002", 2, "EXPERT"),
    ]
    state.taken_up("tts-002")
    assert state.progress(NOW).status is JobStatus.NEEDS_ATTENTION
    state.taken_up("segment-002")
    assert state.progress(NOW).status is JobStatus.GENERATING
    assert state.turn(2).state is TurnState.WAITING


def test_attention_stands_in_turn_order_however_it_was_parked() -> None:
    state = speaking_state(30)
    for index in range(30, 0, -1):
        state.parked(f"tts-{index:03}", FAULT, NOW)
    shown = [one.turn for one in state.progress(NOW).attention]
    assert shown == list(range(1, len(shown) + 1)), "the first of them, when not all are shown"
    assert len(shown) < 30


def test_amending_leaves_spoken_turns_alone() -> None:
    state = speaking_state()
    spoken(state, 1)
    state.segment_amended(0, ref("s1b"), tuple(plan(n, key=f"new{n}") for n in range(1, 5)))
    assert [record.plan.key for record in state.turns] == ["k1", "new2", "new3", "new4"]
    assert state.segments == [ref("s1b")]


def test_usage_counts_what_was_paid() -> None:
    state = speaking_state()
    spoken(state, 1)
    spoken(state, 2, reused=True)
    usage = state.progress(NOW).usage
    assert (usage.tts_characters, usage.tts_characters_reused) == (100, 100)
    assert round(usage.cost_usd, 6) == 0.11
    state.segment_written(ref("d"), TokenUsage(input=99, output=99, reused=True))
    assert state.progress(NOW).usage.llm_input_tokens == 10


def test_time_left_follows_the_pace() -> None:
    state = speaking_state(10)
    assert state.progress(NOW).seconds_left is None
    for index in (1, 2, 3, 4, 5):
        spoken(state, index)
    assert state.progress(NOW + timedelta(seconds=10)).seconds_left == 10 + 3
    state.resource_closed("fake", "no key", NOW)
    assert state.progress(NOW).seconds_left is None, "nobody knows while a vendor is closed"


def test_waiting_keeps_its_beginning() -> None:
    state = speaking_state()
    state.resource_closed("fake", "no key", NOW, advice="Set one.")
    state.resource_closed("fake", "still no key", NOW + timedelta(minutes=1), advice="Set a good one.")
    (waiting,) = state.progress(NOW).waiting
    assert (waiting.since, waiting.reason, waiting.advice) == (NOW, "still no key", "Set a good one.")
    state.resource_opened("fake")
    assert state.progress(NOW).waiting == ()


def test_it_survives_being_serialised() -> None:
    state = speaking_state()
    spoken(state, 1)
    state.parked("tts-002", FAULT, NOW)
    again = PodcastState.model_validate_json(state.model_dump_json())
    assert again.progress(NOW) == state.progress(NOW)


@given(st.lists(st.tuples(st.sampled_from("psrwau"), st.integers(1, 6)), max_size=60))
def test_rev_grows_and_the_percentage_never_falls(events: list[tuple[str, int]]) -> None:
    state = speaking_state(6)
    before, rev = state.percentage, state.rev
    for event, index in events:
        if event == "p":
            state.parked(f"tts-{index:03}", FAULT, NOW)
        elif event == "u":
            state.taken_up(f"tts-{index:03}")
        elif event == "w":
            state.turn_waiting(index)
        elif event == "a":
            state.segment_amended(0, ref("other"), (plan(index, key="other"),))
        else:
            spoken(state, index, reused=event == "r")
        assert state.rev > rev
        assert state.percentage >= before
        before, rev = state.percentage, state.rev
        progress = state.progress(NOW)
        assert details_of(progress).playable_turns <= details_of(progress).completed_turns
        assert len(details_of(progress).turn_states) == 6


def test_time_in_which_a_person_or_a_vendor_was_waited_for_is_none_of_the_pace() -> None:
    """Five turns in ten seconds; then a turn is parked for two days, and the vendor is closed for one."""
    state = speaking_state(10)
    at = NOW
    for index in (1, 2, 3, 4, 5):
        state.turn_speaking(index, at)
        at += timedelta(seconds=2)
        state.turn_spoken(index, reused=False, characters=100, repeated=0, cost_usd=0.01, now=at)
    assert state.progress(at).seconds_left == 10 + 3
    state.turn_speaking(6, at)
    state.parked("tts-006", FAULT, at)
    at += timedelta(days=2)
    state.taken_up("tts-006")
    assert state.progress(at).seconds_left == 10 + 3
    state.turn_speaking(6, at)
    state.resource_closed("fake", "no key", at)
    at += timedelta(days=1)
    state.resource_opened("fake")
    state.turn_speaking(6, at)
    at += timedelta(seconds=2)
    state.turn_spoken(6, reused=False, characters=100, repeated=0, cost_usd=0.01, now=at)
    assert state.progress(at).seconds_left == 8 + 3


def test_what_is_spoken_while_another_turn_is_parked_counts() -> None:
    state = speaking_state(10)
    for index in range(1, 6):
        state.turn_speaking(index, NOW)
    state.parked("tts-001", FAULT, NOW)
    at = NOW + timedelta(seconds=8)
    for index in range(2, 6):
        state.turn_spoken(index, reused=False, characters=100, repeated=0, cost_usd=0.01, now=at)
    at += timedelta(hours=5)
    state.taken_up("tts-001")
    assert state.progress(at).seconds_left == 12 + 3
