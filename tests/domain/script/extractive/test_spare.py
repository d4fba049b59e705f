"""Spare exchanges: what is written beyond the budget, for voices that turn out to be faster."""

import pytest

from domain.script.budget import words_for
from domain.script.extractive.episode import write_episode
from domain.script.length import talk_of
from domain.script.shortening import meant, shortened
from domain.tts.rates import rate_of
from tests.domain.script.extractive.rules import assert_extracted
from tests.domain.script.extractive.texts import PARTS, brief_of, document
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
