"""The script writer over a language model: outline first, then segment by segment."""

import math
from collections.abc import Sequence

from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.selection import select
from domain.retrieve.words import count_words
from domain.script.budget import EXCHANGE_WORDS, FEWEST_WORDS, segment_count
from domain.script.model import Brief, DraftTurn, Outline, SegmentDraft
from domain.script.opening import OPENING_WORDS, opening_words
from domain.script.ports import LanguageModel, OutlineWritten, SegmentWritten
from domain.script.prompted.answers import AnsweredTurn, parse_outline, parse_turns
from domain.script.prompted.asking import ask_for, shown_for, shown_material
from domain.script.prompted.attempts import Attempts
from domain.script.prompted.bounds import MOST_CARRIED, WORDS_OF_PLAN
from domain.script.prompted.composing import Composed, Composing
from domain.script.prompted.critique import critique_outline, is_short, misses_length, repeats_earlier, silent_parts
from domain.script.prompted.delivery import delivery_of, words_to_ask
from domain.script.prompted.drafting import ShownMaterial, spoken_words
from domain.script.prompted.mending import fitted, shortened, with_spare
from domain.script.prompted.outlining import LONGEST_HEADING, clean_title, outline_from
from domain.script.prompted.prompts.cast import speaking_parts
from domain.script.prompted.prompts.continuing import continuing_prompt
from domain.script.prompted.prompts.opening import (
    MOST_OPENING_WORDS,
    lead_passages,
    opening_prompt,
    opening_task,
)
from domain.script.prompted.prompts.outline import outline_prompt
from domain.script.prompted.prompts.rules import PROMPTS_VERSION
from domain.script.prompted.prompts.schemas import OPENING_SCHEMA, OUTLINE_SCHEMA, SEGMENT_SCHEMA
from domain.script.prompted.prompts.segment import segment_prompt
from domain.script.prompted.rewriting import Rewriting
from domain.script.shortening import meant

WORDS_A_SEGMENT = 700
"""The most asked for in one answer: beyond it models sum up instead of telling, and fall ever shorter."""
MOST_ADDITIONS = 2
"""A model that is short again after two has no more to say."""


class PromptedWriter:
    """Implements `domain.script.ports.ScriptWriter`, and is pure in its arguments but for the model.

    Give it a model that keeps completions, so that nothing is paid for twice.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        wanted, brief = brief, within_sources(brief)
        count = max(segment_count(brief.minutes) - brief.opened, math.ceil(brief.words / WORDS_A_SEGMENT))
        seen = _within_room(brief)
        count = min(count, len(seen.corpus.passages))  # two segments on the same passage say the same
        ask = ask_for(
            brief, "outline", OUTLINE_SCHEMA, outline_prompt(seen, segments=count), words=count * WORDS_OF_PLAN
        )
        attempts = Attempts(self._model, on_progress)
        answered = await attempts.best(ask, parse_outline, lambda found: critique_outline(found, seen, segments=count))
        outline = outline_from(answered, brief, count=count, shown=seen.corpus.passages)
        outline = outline.model_copy(update={"prompts": PROMPTS_VERSION})
        if brief == wanted:
            return OutlineWritten(outline=outline, usage=attempts.usage)
        short = Notice(
            code="source_too_short",
            message=f"The sources hold {words_held(brief)} words, and {wanted.minutes:g} minutes take {wanted.words}: "
            "the episode is shorter.",
        )
        return OutlineWritten(outline=outline, usage=attempts.usage, warnings=(short,), words_possible=brief.words)

    async def opening(self, brief: Brief, *, on_progress: OnProgress) -> SegmentWritten:
        """The first words, for those who do not want to wait for the outline; the segments go on from there."""
        brief = within_sources(brief)
        wanted = opening_words(brief.words)
        words, most = words_to_ask(wanted, brief.delivery), round(wanted * MOST_OPENING_WORDS / OPENING_WORDS)
        passages = lead_passages(brief)
        shown = shown_material(brief, passages, task=opening_task(brief, words), closes=False)
        composing, attempts = Composing(brief, shown), Attempts(self._model, on_progress)

        def parse(text: str) -> tuple[str, Composed]:
            answered = parse_turns(text)
            return answered.title, composing.compose(answered.turns)

        prompt = opening_prompt(brief, words=words, passages=passages)
        ask = ask_for(brief, "opening", OPENING_SCHEMA, prompt, words=most)
        title, composed = await attempts.usable(ask, parse)
        short = shortened(composed.turns, words=most)
        turns = await Rewriting(brief, shown).supported(short, attempts)
        draft = SegmentDraft(
            index=0,
            title=clean_title(title, longest=LONGEST_HEADING) or brief.title or brief.corpus.sources[0].title,
            turns=turns,
            names=composed.names,
            prompts=PROMPTS_VERSION,
            words_asked=words,
            words_answered=composed.words,
        )
        return SegmentWritten(draft=draft, usage=attempts.usage)

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten:
        words = words_due(outline, index, before)
        asked = words_to_ask(words, brief.delivery)
        shown = shown_for(brief, outline, index, before, asked)
        speaking = speaking_parts(brief, outline, index, before)
        composing, attempts = Composing(brief, shown, speaking=speaking), Attempts(self._model, on_progress)
        prompt = segment_prompt(brief, outline, index, before, words=asked)
        ask = ask_for(brief, "segment", SEGMENT_SCHEMA, prompt, words=words)
        first = await attempts.usable(ask, lambda text: composing.compose(parse_turns(text).turns))
        composed = await self._lengthened(
            composing, attempts, first, title=outline.segments[index].title, words=words, asked=asked
        )
        fitting, spare = with_spare(composed.turns, brief.parts, words=words)
        if spare and not brief.opened:  # its time is known, and is not corrected by that of the voices
            fitting, spare = fitted(composed.turns, brief.parts, words=words), ()
        turns = await Rewriting(brief, shown).supported(fitting, attempts)
        heard = [turn for n, turn in enumerate(turns) if n not in spare]
        draft = SegmentDraft(
            index=index,
            title=outline.segments[index].title,
            turns=turns,
            spare=spare,
            warnings=tuple(_warnings(heard, shown, index, words)),
            names=composed.names,
            prompts=PROMPTS_VERSION,
            words_asked=asked,
            words_answered=first.words,
        )
        return SegmentWritten(draft=draft, usage=attempts.usage)

    async def extend(
        self,
        brief: Brief,
        outline: Outline,
        draft: SegmentDraft,
        words: int,
        *,
        silent: tuple[str, ...] = (),
        on_progress: OnProgress,
    ) -> SegmentWritten:
        """The draft with about `words` words more, as the same model goes on; unchanged when that gives none."""
        planned = outline.segments[draft.index].words
        shown = shown_for(brief, outline, draft.index, (), planned)
        composing, attempts = Composing(brief, shown), Attempts(self._model, on_progress)
        answered = tuple(
            AnsweredTurn(speaker=turn.speaker, text=turn.text, citations=[one.passage for one in turn.citations])
            for turn in draft.turns
        )
        first = Composed(answered, draft.turns, draft.names, words=spoken_words(draft.turns))
        longer = await self._addition(
            composing, attempts, first, title=draft.title, words=words, delivery=brief.delivery, silent=silent
        )
        if longer is None:
            return SegmentWritten(draft=draft, usage=attempts.usage)
        fitting = fitted(longer.turns, brief.parts, words=first.words + words)
        turns = await Rewriting(brief, shown).supported(fitting, attempts)
        names = {**draft.names, **longer.names}
        return SegmentWritten(
            draft=draft.model_copy(update={"turns": turns, "names": names, "spare": ()}), usage=attempts.usage
        )

    async def _lengthened(
        self,
        composing: Composing,
        attempts: Attempts,
        composed: Composed,
        *,
        title: str,
        words: int,
        asked: int,
    ) -> Composed:
        """Goes on from where the model stopped until all speak and enough is said; pays for what is missing only."""
        delivery = delivery_of(composed.words, asked)
        for _ in range(MOST_ADDITIONS):
            silent = silent_parts(composed.turns, composing.speaking)
            missing = words - composed.words if is_short(composed.words, words) else 0
            if not missing and not silent:
                break
            missing = max(missing, EXCHANGE_WORDS if silent else 0)
            longer = await self._addition(
                composing, attempts, composed, title=title, words=missing, delivery=delivery, silent=silent
            )
            if longer is None:
                break
            composed = longer
        return composed

    async def _addition(
        self,
        composing: Composing,
        attempts: Attempts,
        composed: Composed,
        *,
        title: str,
        words: int,
        delivery: float,
        silent: Sequence[str] = (),
    ) -> Composed | None:
        prompt = continuing_prompt(
            composing.brief,
            composed.turns,
            composing.passages,
            title=title,
            said=composed.words,
            words=words_to_ask(words, delivery),
            silent=silent,
            has_end=composing.end_of(composed) > 0,
            repeats=composed.repeats,
        )
        more = ask_for(composing.brief, "segment", SEGMENT_SCHEMA, prompt, words=words)
        return await attempts.addition(more, lambda text: composing.lengthened(composed, parse_turns(text).turns))


def words_due(outline: Outline, index: int, before: Sequence[SegmentDraft]) -> int:
    """The segment's words and what the segments before it left over (or less what they took), within bounds."""
    words = outline.segments[index].words
    owed = sum(outline.segments[one.index].words - spoken_words(meant(one)) for one in before)
    most = round(words * MOST_CARRIED)
    return words + max(-most, min(most, owed))


def _warnings(turns: Sequence[DraftTurn], shown: ShownMaterial, index: int, words: int) -> list[Notice]:
    """Warnings about what is still wrong after mending."""
    warnings: list[Notice] = []
    if misses_length(spoken_words(turns), words):
        message = f"Segment {index + 1} has {spoken_words(turns)} words; {words} were asked for."
        warnings.append(Notice(code="segment_length", message=message))
    if repeats_earlier(turns, shown):
        message = f"Segment {index + 1} repeats what was said before."
        warnings.append(Notice(code="segment_repeats", message=message))
    return warnings


def _within_room(brief: Brief) -> Brief:
    """The brief with as many passages, of all parts of the sources, as one ask holds."""
    if not brief.room:
        return brief
    corpus = select(brief.corpus, topic=brief.topic, token_budget=brief.room)
    return brief.model_copy(update={"corpus": corpus})


def words_held(brief: Brief) -> int:
    """Of the sources, whatever the writer is shown of them."""
    shown = sum(count_words(passage.text) for passage in brief.corpus.passages)
    return max(shown, sum(source.words for source in brief.corpus.sources))


def within_sources(brief: Brief) -> Brief:
    """The brief for no more words than its sources hold: what is said beyond them is said twice, or made up."""
    most = max(FEWEST_WORDS, words_held(brief))
    if most >= brief.words:
        return brief
    return brief.model_copy(update={"words": most, "minutes": round(brief.minutes * most / brief.words, 1)})
