"""One ask of the writer, and what the model is shown with it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.retrieve.source import Passage
from domain.script.model import Brief, Outline, SegmentDraft
from domain.script.ports import Ask, Message
from domain.script.prompted.bounds import ALLOWANCE, TOKENS_PER_WORD
from domain.script.prompted.drafting import ShownMaterial
from domain.script.prompted.prompts.material import segment_passages
from domain.script.prompted.prompts.rules import rules
from domain.script.prompted.prompts.segment import segment_task
from domain.script.prompted.repetition import long_sentences


def ask_for(brief: Brief, name: str, schema: str, prompt: str, *, words: int) -> Ask:
    return Ask(
        messages=(Message(role="system", content=rules(brief)), Message(role="user", content=prompt)),
        schema_name=name,
        json_schema=schema,
        max_output_tokens=output_tokens(words),
        take=brief.take if name != "outline" else 0,
    )


def output_tokens(words: int) -> int:
    """Of an answer that holds the words wanted, whatever was asked for so that it does."""
    return round(words * TOKENS_PER_WORD) + ALLOWANCE


def shown_for(brief: Brief, outline: Outline, index: int, before: Sequence[SegmentDraft], words: int) -> ShownMaterial:
    """For a segment."""
    shown = shown_material(
        brief,
        segment_passages(brief, outline.segments[index]),
        task=segment_task(brief, outline, index, words, before),
        closes=index == len(outline.segments) - 1,
    )
    return replace(
        shown,
        titles=f"{outline.title} {shown.titles}",
        said=long_sentences(turn.text for draft in before for turn in draft.turns),
        names={name: part for draft in before for name, part in draft.names.items()},
    )


def shown_material(brief: Brief, passages: Sequence[Passage], *, task: str, closes: bool) -> ShownMaterial:
    titles = [brief.title or "", *(f"{source.title} {source.author or ''}" for source in brief.corpus.sources)]
    headings = [heading for one in passages for heading in one.locator.headings]
    return ShownMaterial(
        passages={one.id: one.text for one in passages},
        titles=" ".join((*titles, *headings)),
        instructions=long_sentences(re.split(r"\n(?:- )?", f"{rules(brief)}\n{task}")),
        closes=closes,
    )
