"""The scripts of the local writer, which say what their passages say: the check finds nothing in them."""

import pytest

from domain.script.extractive.episode import write_episode
from domain.script.grounding.check import check_turn
from tests.domain.script.extractive.texts import NAMES, brief_of, document


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_an_extractive_script(name: str) -> None:
    corpus = document(name)
    texts = {one.id: one.text for one in corpus.passages}
    headings = [heading for one in corpus.passages for heading in one.locator.headings]
    known = [*(one.title for one in corpus.sources), *headings, "Ada", "Ben"]
    for draft in write_episode(brief_of(corpus, 5)).drafts:
        for turn in draft.turns:
            cited = {one.passage: texts[one.passage] for one in turn.citations}
            others = [text for one, text in texts.items() if one not in cited]
            assert check_turn(turn.text, list(cited.values()), others=others, known=known) == (), turn.text
