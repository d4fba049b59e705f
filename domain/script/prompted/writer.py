"""The script writer over a language model: outline first, then segment by segment."""

import math
import re
from collections.abc import Sequence

from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.words import count_words
from domain.script.budget import segment_count
from domain.script.model import Brief, DraftTurn, Outline, SegmentDraft
from domain.script.ports import Ask, LanguageModel, Message, OutlineWritten, SegmentWritten
from domain.script.prompted.answers import UnusableAnswer, parse_outline, parse_turns
from domain.script.prompted.attempts import Attempts
from domain.script.prompted.critique import (
    Complaint,
    critique_outline,
    critique_turns,
    misses_length,
    repeats_earlier,
)
from domain.script.prompted.drafting import ShownMaterial, draft_turns, spoken_words
from domain.script.prompted.languages import is_in_another_language, language_name
from domain.script.prompted.outlining import outline_from
from domain.script.prompted.prompts.material import segment_passages
from domain.script.prompted.prompts.outline import outline_prompt
from domain.script.prompted.prompts.rules import RULES
from domain.script.prompted.prompts.schemas import OUTLINE_SCHEMA, SEGMENT_SCHEMA
from domain.script.prompted.prompts.segment import segment_prompt, segment_task
from domain.script.prompted.repetition import long_sentences
from domain.script.prompted.speakers import Speakers

WORDS_A_SEGMENT = 700
"""The most asked for in one answer: beyond it models sum up instead of telling, and fall ever shorter."""
MOST_CARRIED = 0.3
"""Of a segment's words: what earlier segments left over or took, a segment makes good by no more than this."""
WORDS_OF_PLAN = 60
"""What the outline says of one segment."""
TOKENS_PER_WORD = 2.0
"""Of output: 1.35 for English, up to 2 for other languages; what JSON adds is the allowance below."""
ALLOWANCE = 1500

Parsed = tuple[tuple[DraftTurn, ...], dict[str, str]]
"""Turns, and the names that the model gave to the speakers."""


class PromptedWriter:
    """Implements `domain.script.ports.ScriptWriter`, and is pure in its arguments but for the model.

    Give it a model that keeps completions, so that nothing is paid for twice.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        count = max(segment_count(brief.minutes), math.ceil(brief.words / WORDS_A_SEGMENT))
        count = min(count, len(brief.corpus.passages))  # two segments on the same passage say the same
        ask = _ask("outline", OUTLINE_SCHEMA, outline_prompt(brief, segments=count), words=count * WORDS_OF_PLAN)
        attempts = Attempts(self._model, on_progress)
        answered = await attempts.best(ask, parse_outline, lambda found: critique_outline(found, brief, segments=count))
        outline = outline_from(answered, brief, count=count)
        available = sum(count_words(passage.text) for passage in brief.corpus.passages)
        if available >= brief.words:
            return OutlineWritten(outline=outline, usage=attempts.usage)
        short = Notice(
            code="source_too_short",
            message=f"The sources hold {available} words, and {brief.minutes:g} minutes take {brief.words}: "
            "the episode may be shorter.",
        )
        return OutlineWritten(outline=outline, usage=attempts.usage, warnings=(short,), words_possible=available)

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten:
        words = words_to_ask(outline, index, before)
        shown = _shown(brief, outline, index, before, words)

        def parse(text: str) -> Parsed:
            answered = parse_turns(text).turns
            turns = draft_turns(answered, brief.parts, shown)
            if is_in_another_language(" ".join(turn.text for turn in turns), brief.language):
                problem = f"every turn has to be in the language {language_name(brief.language)}."
                raise UnusableAnswer(problem, code="answer_in_wrong_language")
            return turns, Speakers(answered, brief.parts, shown.names).names

        def critique(parsed: Parsed) -> list[Complaint]:
            return critique_turns(parsed[0], brief.parts, shown, words=words)

        prompt = segment_prompt(brief, outline, index, before, words=words)
        attempts = Attempts(self._model, on_progress)
        ask = _ask("segment", SEGMENT_SCHEMA, prompt, words=words).model_copy(update={"take": brief.take})
        turns, names = await attempts.best(ask, parse, critique)
        draft = SegmentDraft(
            index=index,
            title=outline.segments[index].title,
            turns=turns,
            warnings=tuple(_warnings(turns, shown, index, words)),
            names=names,
        )
        return SegmentWritten(draft=draft, usage=attempts.usage)


def words_to_ask(outline: Outline, index: int, before: Sequence[SegmentDraft]) -> int:
    """The segment's words and what the segments before it left over (or less what they took), within bounds."""
    words = outline.segments[index].words
    owed = sum(outline.segments[one.index].words - spoken_words(one.turns) for one in before)
    most = round(words * MOST_CARRIED)
    return words + max(-most, min(most, owed))


def _shown(brief: Brief, outline: Outline, index: int, before: Sequence[SegmentDraft], words: int) -> ShownMaterial:
    passages = segment_passages(brief, outline.segments[index])
    titles = [outline.title, *(f"{source.title} {source.author or ''}" for source in brief.corpus.sources)]
    headings = [heading for one in passages for heading in one.locator.headings]
    task = segment_task(brief, outline, index, words)
    return ShownMaterial(
        passages={one.id: one.text for one in passages},
        titles=" ".join((*titles, *headings)),
        said=long_sentences(turn.text for draft in before for turn in draft.turns),
        instructions=long_sentences(re.split(r"\n(?:- )?", f"{RULES}\n{task}")),
        names={name: part for draft in before for name, part in draft.names.items()},
        closes=index == len(outline.segments) - 1,
    )


def _warnings(turns: Sequence[DraftTurn], shown: ShownMaterial, index: int, words: int) -> list[Notice]:
    """Warnings about what is still wrong after the second attempt."""
    warnings: list[Notice] = []
    if misses_length(spoken_words(turns), words):
        message = f"Segment {index + 1} has {spoken_words(turns)} words; {words} were asked for."
        warnings.append(Notice(code="segment_length", message=message))
    if repeats_earlier(turns, shown):
        message = f"Segment {index + 1} repeats what was said before."
        warnings.append(Notice(code="segment_repeats", message=message))
    return warnings


def _ask(name: str, schema: str, prompt: str, *, words: int) -> Ask:
    return Ask(
        messages=(Message(role="system", content=RULES), Message(role="user", content=prompt)),
        schema_name=name,
        json_schema=schema,
        max_output_tokens=round(words * TOKENS_PER_WORD) + ALLOWANCE,
    )
