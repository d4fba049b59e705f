"""What is asked of a model whose sources are short."""

import pytest

from adapters.fake.language import FakeLanguageModel
from domain.script.model import Brief
from domain.script.ports import Ask
from domain.script.prompted.writer import PromptedWriter
from tests.fakevendor.author import author


async def quiet(_: str) -> None: ...


def by_author(ask: Ask) -> str:
    return author({"messages": [message.model_dump() for message in ask.messages]})


async def test_no_more_words_are_asked_for_than_the_sources_hold(brief: Brief) -> None:
    brief = brief.model_copy(update={"minutes": 20, "words": 3_000})
    model = FakeLanguageModel(author=by_author)
    written = await PromptedWriter(model).outline(brief, on_progress=quiet)
    held = sum(len(passage.text.split()) for passage in brief.corpus.passages)
    assert sum(segment.words for segment in written.outline.segments) == pytest.approx(held, rel=0.05)
    assert written.words_possible == held
    assert [warning.code for warning in written.warnings] == ["source_too_short"]
    assert f"hold {held} words" in written.warnings[0].message
