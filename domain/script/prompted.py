"""The script writer over a language model: outline first, then segment by segment. Repair and re-asking live here."""

from collections.abc import Callable
from typing import TypeVar

from domain.errors import ItemFault
from domain.ports.writing import (
    Ask,
    Completion,
    LanguageModel,
    Message,
    OnProgress,
    OutlineWritten,
    SegmentWritten,
    StopReason,
)
from domain.script import prompts
from domain.script.budget import segment_count
from domain.script.checks import AnsweredOutline, Unusable, answered_outline, answered_turns, drafted, parsed_object
from domain.script.model import Brief, DraftTurn, Notice, Outline, PlannedSegment, SegmentDraft, TokenUsage

ASKS = 3
"""The first, and two with the problem named. What is not mended then, a person looks at."""

SHORT, LONG = 0.75, 1.35
"""Of the words asked for. Models miss by a fifth as a rule; beyond this a listener notices, so it is asked again."""

TOKENS_PER_WORD = 2.0
"""Of output: 1.35 for English, up to 2 for other languages; what JSON adds is the allowance below."""

ALLOWANCE = 1500

Got = TypeVar("Got")


class PromptedWriter:
    """Pure in its arguments but for the model; hand it one that keeps completions, so that nothing is paid twice."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        count = segment_count(brief.minutes)
        ask = _ask("outline", prompts.OUTLINE_SCHEMA, prompts.outline_prompt(brief, segments=count), words=count * 60)
        answered, usage = await self._asked(ask, answered_outline, on_progress)
        return OutlineWritten(outline=planned(brief, answered, count), usage=usage)

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten:
        segment = outline.segments[index]
        chosen = set(segment.passages)
        passages = {one.id: one.text for one in brief.corpus.passages if not chosen or one.id in chosen}

        def read(text: str) -> tuple[DraftTurn, ...]:
            return drafted(answered_turns(text).turns, brief.parts, passages)

        prompt = prompts.segment_prompt(brief, outline, index, before)
        ask = _ask("segment", prompts.SEGMENT_SCHEMA, prompt, words=segment.words)
        turns, usage = await self._asked(ask, read, on_progress)
        if not SHORT <= _words(turns) / segment.words <= LONG:
            turns, more = await self._closer(ask, turns, segment.words, read, on_progress)
            usage += more
        warnings: tuple[Notice, ...] = ()
        if not SHORT <= _words(turns) / segment.words <= LONG:
            said = f"Segment {index + 1} has {_words(turns)} words; {segment.words} were asked for."
            warnings = (Notice(code="segment_length", message=said),)
        draft = SegmentDraft(index=index, title=segment.title, turns=turns, warnings=warnings)
        return SegmentWritten(draft=draft, usage=usage)

    async def _closer(
        self,
        ask: Ask,
        turns: tuple[DraftTurn, ...],
        words: int,
        read: Callable[[str], tuple[DraftTurn, ...]],
        on_progress: OnProgress,
    ) -> tuple[tuple[DraftTurn, ...], TokenUsage]:
        """Asks once for a better length, and keeps whichever of the two comes closer."""
        said, wrote = _words(turns), "\n".join(f"{turn.speaker}: {turn.text}" for turn in turns)
        wish = prompts.again(f"it has {said} words, not {words}.")
        again = _following(ask, wrote, wish)
        try:
            other, usage = await self._asked(again, read, on_progress, asks=1)
        except ItemFault:
            return turns, TokenUsage()
        return (other if abs(_words(other) - words) < abs(said - words) else turns), usage

    async def _asked(
        self, ask: Ask, read: Callable[[str], Got], on_progress: OnProgress, *, asks: int = ASKS
    ) -> tuple[Got, TokenUsage]:
        """The first usable answer.

        Raises:
            ItemFault: `content_refused`, `answer_cut_off` or `answer_unusable`.
        """
        usage: TokenUsage | None = None
        fault = ItemFault("answer_unusable", "The model was not asked.")
        for _ in range(asks):
            completion = await self._model.complete(ask, on_progress=on_progress)
            usage = completion.usage if usage is None else usage + completion.usage
            if completion.stop is StopReason.REFUSAL:
                raise self._fault("content_refused", f"The model refused: {completion.text[:300]}")
            if completion.stop is StopReason.LENGTH:
                fault = self._fault("answer_cut_off", "The model's answer was cut off before its end.")
                ask = ask.model_copy(update={"max_output_tokens": ask.max_output_tokens * 2})
                continue
            try:
                return read(completion.text), usage
            except Unusable as problem:
                fault = self._fault("answer_unusable", f"The model's answer cannot be used: {problem}")
                ask = _following(ask, completion.text, prompts.again(str(problem)))
        raise fault

    def _fault(self, code: str, message: str) -> ItemFault:
        return ItemFault(
            code,
            message,
            provider=self._model.name.partition(":")[0],
            advice="Try again (resume), or retry the podcast with another model (--llm vendor:model).",
        )


def usable(completion: Completion) -> bool:
    """Whether a completion may be kept in the ledger: whole, and an object with something in it."""
    if completion.stop is not StopReason.END:
        return False
    try:
        found = parsed_object(completion.text)
    except Unusable:
        return False
    return bool(found.get("turns") or found.get("segments"))


def planned(brief: Brief, answered: AnsweredOutline, count: int) -> Outline:
    """The model's plan with known passages only, budgets by the square root of the words, and the end kept in sight."""
    order = {passage.id: n for n, passage in enumerate(brief.corpus.passages)}
    words = {passage.id: len(passage.text.split()) for passage in brief.corpus.passages}
    segments = answered.segments[: count + 2]
    chosen = [sorted({one for one in segment.passages if one in order}, key=order.__getitem__) for segment in segments]
    ids = list(order)
    for n, passages in enumerate(chosen):
        if not passages:
            passages.extend(ids[len(ids) * n // len(chosen) : len(ids) * (n + 1) // len(chosen)] or ids[-1:])
    last = chosen[-1]
    if max(order[one] for one in last) < len(ids) * 3 // 4:
        last.extend(ids[-max(1, len(ids) // (2 * len(chosen))) :])
    weights = [sum(words[one] for one in passages) ** 0.5 for passages in chosen]
    budget = brief.words / (sum(weights) or 1)
    return Outline(
        title=brief.title or answered.title.strip()[:200] or brief.corpus.sources[0].title,
        segments=tuple(
            PlannedSegment(
                title=segment.title.strip()[:120] or f"Part {n + 1}",
                summary=segment.summary.strip()[:600],
                words=max(40, round(budget * weight)),
                passages=tuple(passages),
            )
            for n, (segment, passages, weight) in enumerate(zip(segments, chosen, weights, strict=True))
        ),
    )


def _ask(name: str, schema: str, prompt: str, *, words: int) -> Ask:
    return Ask(
        messages=(Message(role="system", content=prompts.RULES), Message(role="user", content=prompt)),
        schema_name=name,
        json_schema=schema,
        max_output_tokens=round(words * TOKENS_PER_WORD) + ALLOWANCE,
    )


def _following(ask: Ask, answer: str, wish: str) -> Ask:
    said = (Message(role="assistant", content=answer[:20_000]), Message(role="user", content=wish))
    return ask.model_copy(update={"messages": ask.messages[:2] + said})


def _words(turns: tuple[DraftTurn, ...]) -> int:
    return sum(len(turn.text.split()) for turn in turns)
