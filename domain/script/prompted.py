"""The script writer over a language model: outline first, then segment by segment. Repair and re-asking live here."""

import math
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.errors import Fault, ItemFault
from domain.jobs.notice import Notice
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script import prompts
from domain.script.budget import segment_count
from domain.script.checks import Unusable, answered_outline, answered_turns, readable
from domain.script.critique import Complaint, about_outline, about_turns, repeats, too_far, words_of
from domain.script.drafting import Shown, drafted, sentences_in
from domain.script.languages import another_language, language_name
from domain.script.model import Brief, DraftTurn, Outline, SegmentDraft
from domain.script.planning import planned
from domain.script.ports import Ask, Completion, LanguageModel, Message, OutlineWritten, SegmentWritten, StopReason

ASKS = 3
"""The first, and two with the problem named. What is not mended then, a person looks at."""

WORDS_A_SEGMENT = 700
"""The most asked for in one answer: beyond it models sum up instead of telling, and fall ever shorter."""

MOST_CARRIED = 0.3
"""Of a segment's words: what earlier segments left over or took, a segment makes good by no more than this."""

TOKENS_PER_WORD = 2.0
"""Of output: 1.35 for English, up to 2 for other languages; what JSON adds is the allowance below."""

ALLOWANCE = 1500

Got = TypeVar("Got")


class PromptedWriter:
    """Pure in its arguments but for the model; hand it one that keeps completions, so that nothing is paid twice."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        count = max(segment_count(brief.minutes), math.ceil(brief.words / WORDS_A_SEGMENT))
        count = min(count, len(brief.corpus.passages))  # two segments on the same passage say the same
        ask = _ask("outline", prompts.OUTLINE_SCHEMA, prompts.outline_prompt(brief, segments=count), words=count * 60)
        talk = _Talk(self._model, on_progress)
        answered = await talk.best(ask, answered_outline, lambda found: about_outline(found, brief, segments=count))
        return OutlineWritten(outline=planned(brief, answered, count), usage=talk.usage)

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten:
        segment, words = outline.segments[index], asked_words(outline, index, before)
        shown = _shown(brief, outline, index, before, words)

        def read(text: str) -> tuple[DraftTurn, ...]:
            turns = drafted(answered_turns(text).turns, brief.parts, shown)
            if another_language(" ".join(turn.text for turn in turns), brief.language):
                problem = f"every turn has to be in the language {language_name(brief.language)}."
                raise Unusable(problem, code="answer_in_wrong_language")
            return turns

        def judge(turns: tuple[DraftTurn, ...]) -> list[Complaint]:
            return about_turns(turns, brief.parts, shown, words=words)

        prompt = prompts.segment_prompt(brief, outline, index, before, words=words)
        talk = _Talk(self._model, on_progress)
        turns = await talk.best(_ask("segment", prompts.SEGMENT_SCHEMA, prompt, words=words), read, judge)
        warnings: list[Notice] = []
        if too_far(words_of(turns), words):
            said = f"Segment {index + 1} has {words_of(turns)} words; {words} were asked for."
            warnings.append(Notice(code="segment_length", message=said))
        if repeats(turns, shown):
            warnings.append(
                Notice(code="segment_repeats", message=f"Segment {index + 1} repeats what was said before.")
            )
        draft = SegmentDraft(index=index, title=segment.title, turns=turns, warnings=tuple(warnings))
        return SegmentWritten(draft=draft, usage=talk.usage)


class _Talk:
    """The calls for one outline or segment, and what they cost together."""

    def __init__(self, model: LanguageModel, on_progress: OnProgress) -> None:
        self._model, self._on_progress = model, on_progress
        self._usages: list[TokenUsage] = []

    @property
    def usage(self) -> TokenUsage:
        first, *others = self._usages
        return sum(others, first)

    async def best(self, ask: Ask, read: Callable[[str], Got], judge: Callable[[Got], Sequence[Complaint]]) -> Got:
        """As `_best`; a fault carries what all answers cost."""
        try:
            return await self._best(ask, read, judge)
        except Fault as fault:
            raise fault.with_bill(sum(self._usages, TokenUsage()).bill + fault.billed) from fault

    async def _best(self, ask: Ask, read: Callable[[str], Got], judge: Callable[[Got], Sequence[Complaint]]) -> Got:
        """A usable answer; when an editor would send it back it is asked for once more, and the better one is kept."""
        found, text = await self._usable(ask, read, ASKS)
        complaints = judge(found)
        if not complaints:
            return found
        wish = prompts.again(*(complaint.problem for complaint in complaints))
        try:
            other, _ = await self._usable(_following(ask, text, wish), read, 1)
        except ItemFault:
            return found
        return other if _weight(judge(other)) < _weight(complaints) else found

    async def _usable(self, ask: Ask, read: Callable[[str], Got], asks: int) -> tuple[Got, str]:
        """The first usable answer and its text.

        Raises:
            ItemFault: `content_refused`, `answer_cut_off`, `answer_in_wrong_language` or `answer_unusable`.
        """
        code, problem, asked = "", "", ask
        while asks:
            completion = await self._model.complete(asked, on_progress=self._on_progress)
            self._usages.append(completion.usage)
            if completion.stop is StopReason.REFUSAL:
                raise self._fault("content_refused", f"The model refused: {completion.text[:300]}")
            if completion.stop is StopReason.LENGTH:
                asks -= 1
                code, problem = "answer_cut_off", "The model's answer was cut off before its end."
                asked = asked.model_copy(update={"max_output_tokens": asked.max_output_tokens * 2})
                continue
            try:
                return read(completion.text), completion.text
            except Unusable as wrong:
                code, problem = wrong.code, f"The model's answer cannot be used: {wrong}"
                if completion.usage.reused:  # it was kept because it can be read: that is no answer to this ask
                    asked = asked.model_copy(update={"take": asked.take + 1})
                    continue
                asks -= 1
                asked = _following(asked, completion.text, prompts.again(str(wrong)))
        raise self._fault(code, problem)

    def _fault(self, code: str, message: str) -> ItemFault:
        paid = self.usage
        if paid.output:
            message += f" ({len(self._usages)} answers, {paid.input + paid.output:,} tokens.)"
        return ItemFault(
            code,
            message,
            provider=self._model.name.partition(":")[0],
            advice="Resume to try again, or make a new podcast with another model (--llm vendor:model).",
        )


def usable(completion: Completion) -> bool:
    """Whether a completion may be kept in the ledger: whole, and an outline or turns that can be read."""
    return completion.stop is StopReason.END and readable(completion.text)


def asked_words(outline: Outline, index: int, before: Sequence[SegmentDraft]) -> int:
    """The segment's words and what the segments before it left over (or less what they took), within bounds."""
    words = outline.segments[index].words
    owed = sum(outline.segments[one.index].words - words_of(one.turns) for one in before)
    most = round(words * MOST_CARRIED)
    return words + max(-most, min(most, owed))


def _shown(brief: Brief, outline: Outline, index: int, before: Sequence[SegmentDraft], words: int) -> Shown:
    chosen = set(outline.segments[index].passages)
    passages = [one for one in brief.corpus.passages if not chosen or one.id in chosen]
    titles = [outline.title, *(f"{source.title} {source.author or ''}" for source in brief.corpus.sources)]
    headings = [heading for one in passages for heading in one.locator.headings]
    task = prompts.segment_task(brief, outline, index, words)
    return Shown(
        passages={one.id: one.text for one in passages},
        also=" ".join((*titles, *headings)),
        said=sentences_in(turn.text for draft in before for turn in draft.turns),
        instructions=sentences_in(re.split(r"\n(?:- )?", f"{prompts.RULES}\n{task}")),
        closes=index == len(outline.segments) - 1,
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
    return ask.model_copy(update={"messages": ask.messages[:2] + said, "take": 0})


def _weight(complaints: Sequence[Complaint]) -> float:
    return sum(complaint.weight for complaint in complaints)
