"""Rewriting of a window: a language model is asked, and once again for what could not be used; then cues stay."""

from collections.abc import Awaitable, Callable, Sequence

from domain.captions.answered import lines_in
from domain.captions.cues import Cue
from domain.captions.judging import Flaw, Judged, judged
from domain.captions.windows import Rewriting, Window, ask_of
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Completion, LanguageModel, StopReason
from domain.value import Value

_WORDS = {
    Flaw.MISSING: "it has no line for",
    Flaw.TWICE: "it has several lines for",
    Flaw.MERGED: "two cues became one in",
    Flaw.COUNT: "it has too few or too many lines, so that they do not belong to",
    Flaw.EMPTY: "nothing is said in",
    Flaw.LONG: "far too much is said in",
    Flaw.MARKUP: "markup is lost in",
    Flaw.MISPLACED: "the line of another cue stands in",
    Flaw.ANOTHER_TEXT: "the text is another, or in another language, in",
    Flaw.UNTRANSLATED: "nothing is translated in",
}


class Rewritten(Value):
    """Texts and flaws by the ids of cues. `asked_again`: the first answer could not be used whole."""

    texts: dict[int, str]
    flaws: dict[int, Flaw]
    asked_again: bool = False
    usage: TokenUsage = TokenUsage()


def takes(cues: Sequence[Cue], rewriting: Rewriting) -> Callable[[Completion], bool]:
    """Whether an answer to these cues can be used whole, so that whoever asks the same may have it."""
    return lambda completion: not _judged(completion, cues, rewriting).flaws


async def rewrite(
    model: LanguageModel,
    cues: Sequence[Cue],
    window: Window,
    rewriting: Rewriting,
    *,
    may_ask_again: Callable[[], Awaitable[bool]],
    on_progress: OnProgress,
) -> Rewritten:
    """`cues`: all that are rewritten. Raises what `model` raises."""
    own = window.of(cues)
    first = await model.complete(ask_of(cues, window, rewriting), on_progress=on_progress)
    found, usage = _judged(first, own, rewriting), first.usage
    again = bool(found.flaws) and await may_ask_again()
    if again:
        ask = ask_of(cues, window, rewriting, problem=_problem(found))
        second = await model.complete(ask, on_progress=on_progress)
        better, usage = _judged(second, own, rewriting), usage + second.usage
        texts = {**found.texts, **better.texts} if Flaw.COUNT not in found.flaws.values() else better.texts
        flaws = {each: flaw for each, flaw in better.flaws.items() if each not in texts}
        found = Judged(texts=texts, flaws=flaws)
    return Rewritten(texts=found.texts, flaws=found.flaws, asked_again=again, usage=usage)


def _judged(completion: Completion, own: Sequence[Cue], rewriting: Rewriting) -> Judged:
    if completion.stop is StopReason.REFUSAL:
        return judged(own, {}, rewriting)
    return judged(own, lines_in(completion.text, [each.id for each in own]), rewriting)


def _problem(found: Judged) -> str:
    """In words that the model can act on."""
    of: dict[Flaw, list[int]] = {}
    for each, flaw in found.flaws.items():
        of.setdefault(flaw, []).append(each)
    said = [f"{_WORDS[flaw]} {', '.join(map(str, ids))}" for flaw, ids in of.items()]
    return f"{'; '.join(said)}. Answer for all cues anew."
