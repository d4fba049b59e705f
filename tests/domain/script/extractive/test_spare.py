"""Spare exchanges: what is written beyond the budget, for voices that turn out to be faster."""

import pytest

from benchmarks.stack import anthology
from domain.retrieve.source import SourceKind
from domain.script.budget import PAUSE_BETWEEN_SEGMENTS, words_for
from domain.script.extractive.episode import write_episode
from domain.script.length import EDGES_SECONDS, talk_of
from domain.script.shortening import meant, shortened
from domain.tts.rates import rate_of
from tests.domain.script.extractive.rules import assert_extracted
from tests.domain.script.extractive.texts import PARTS, brief_of, corpus_of, document
from tests.listening.episodes import episode_of

RATES = {"Ada": 12.1, "Ben": 11.7}


@pytest.mark.parametrize("name", ["paper", "chapter"])
def test_spare_exchanges_fit_wherever_they_are_spoken(name: str) -> None:
    brief = brief_of(document(name), 2)
    episode = write_episode(brief)
    texts = {passage.id: passage.text for passage in brief.corpus.passages}
    assert any(draft.spare for draft in episode.drafts)
    every = [turn for draft in episode.drafts for turn in draft.turns]
    assert [turn.speaker for turn in every] == ["Ada" if at % 2 == 0 else "Ben" for at in range(len(every))]
    places = [(one.passage, one.start) for turn in every for one in turn.citations]
    assert places == sorted(set(places), key=places.index)
    for draft in episode.drafts:
        for at in draft.spare:
            turn = draft.turns[at]
            if turn.citations:
                spans = [texts[one.passage][one.start : one.end] for one in turn.citations]
                assert_extracted(turn.text, " ".join(spans))


def test_faster_voices_get_the_spare_exchanges() -> None:
    draft = next(one for one in write_episode(brief_of(document("chapter"), 2)).drafts if one.spare)
    seconds = talk_of(meant(draft), language="en").seconds(RATES)
    wanted = talk_of(draft.turns, language="en").seconds(RATES)
    longer = shortened(draft, wanted, language="en", rates=RATES)
    assert len(longer.turns) > len(meant(draft))
    assert shortened(draft, seconds, language="en", rates=RATES).turns == meant(draft)


def test_a_story_is_read_on_for_faster_voices() -> None:
    brief, episode = episode_of("novel.txt", 2)
    texts = {passage.id: passage.text for passage in brief.corpus.passages}
    draft = next(one for one in episode.drafts if one.spare)
    places = [(one.passage, one.start) for turn in draft.turns for one in turn.citations]
    assert places == sorted(places)
    for at in draft.spare:
        for one in draft.turns[at].citations:
            assert texts[one.passage][one.start : one.end].split()[0].strip('"“') in draft.turns[at].text


def test_what_is_spare_stays_spare_when_one_voice_tells_it() -> None:
    host = PARTS[0]
    brief = brief_of(document("chapter"), 2)
    alone = brief.model_copy(update={"parts": (host,), "words": words_for(2, (host,))})
    drafts = write_episode(alone).drafts
    assert any(draft.spare for draft in drafts)
    seconds = sum(talk_of(meant(draft), language="en").seconds({host.name: rate_of(host)}) for draft in drafts)
    assert seconds == pytest.approx(120, rel=0.08)
    assert all(draft.turns[at].citations for draft in drafts for at in draft.spare)


@pytest.mark.parametrize("minutes", [2, 5, 10, 30])
@pytest.mark.parametrize("pace", [0.8, 1.25])
def test_the_time_is_filled_though_the_first_segment_is_frozen_before_the_voices_are_heard(
    minutes: float, pace: float
) -> None:
    brief = brief_of(corpus_of(anthology.document(), kind=SourceKind.DOCUMENT), minutes)
    drafts = write_episode(brief).drafts
    declared = {part.name: rate_of(part) for part in PARTS}
    heard = {name: pace * rate for name, rate in declared.items()}
    pauses = EDGES_SECONDS + PAUSE_BETWEEN_SEGMENTS * (len(drafts) - 1)
    said = pauses + talk_of(meant(drafts[0]), language="en").seconds(heard)
    for n, draft in enumerate(drafts[1:], 1):
        natural = [talk_of(meant(one), language="en").seconds(heard) for one in drafts[n:]]
        target = max(0.0, 60 * minutes - said) * natural[0] / sum(natural)
        fitting = shortened(draft, target, language="en", rates=heard, closes=n == len(drafts) - 1)
        said += talk_of(fitting.turns, language="en").seconds(heard)
    assert said == pytest.approx(60 * minutes, rel=0.03)
