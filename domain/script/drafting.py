"""A model's turns into a draft: known voices, clean text, known citations, nothing said twice, and flags."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from domain.retrieve.words import count_words
from domain.script.checks import AnsweredTurn, Unusable
from domain.script.model import Citation, DraftTurn, Part
from domain.tts.speaker import Role

LONGEST_TURN = 140
"""Words. A turn of a minute is the most a listener takes; twice what is asked for is still accepted."""

_SAME = 6
"""Words from which on a sentence that comes again is a repetition; shorter ones are how people talk."""

_NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f'’]*\d)?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff]+")
_MARKUP = re.compile(r"\*\*|__|`+|^#+\s+")
_IDS = re.compile(r"\s*[\[(](?:passages?\s+)?s\d+-p\d+(?:[,;\s]+s\d+-p\d+)*[\])]", re.IGNORECASE)
_DIRECTION = re.compile(
    r"\s*[\[(*](?:(?:laugh(?:s|ing|ter)?|chuckl(?:es?|ing)|paus(?:es?|ing)|sigh(?:s|ing)?|smil(?:es?|ing))(?: \w+)?"
    r"|(?:intro |outro |background )?music|applause)[\])*]",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^([\w][\w .'’()-]{0,45}?)\s?[:：]\s*(?=\S)")


@dataclass(frozen=True)
class Shown:
    """What the model was shown. `passages`: text by id. `also`: titles and the like, whose numbers are known too.

    `said` are sentences of earlier segments and `instructions` those of the prompt, as `sentences_in` gives them.
    """

    passages: Mapping[str, str]
    also: str = ""
    said: frozenset[str] = frozenset()
    instructions: frozenset[str] = frozenset()
    closes: bool = True  # the episode ends with this segment

    @property
    def numbers(self) -> frozenset[str]:
        return numbers_in([*self.passages.values(), self.also])


def sentences_in(texts: Iterable[str]) -> frozenset[str]:
    """Bare sentences of six words and more, to be known again."""
    return frozenset(
        bare for text in texts for one in _SENTENCE_END.split(text) if (bare := _bare(one)).count(" ") + 1 >= _SAME
    )


def drafted(turns: Sequence[AnsweredTurn], parts: Sequence[Part], shown: Shown) -> tuple[DraftTurn, ...]:
    """Turns of known speakers with clean text. Empty and repeated ones are dropped, neighbours of one voice joined.

    What earlier segments said stays when most of the answer is that: better said twice than a gap in the episode.

    Raises:
        Unusable: no words remain.
    """
    anyhow = _kept(turns, parts, shown, frozenset())
    found = _kept(turns, parts, shown, shown.said) if shown.said else anyhow
    if 2 * sum(count_words(one.text) for one in found) < sum(count_words(one.text) for one in anyhow):
        found = anyhow
    if not found:
        raise Unusable("no turn holds any words of its own.")
    roles = {part.name: part.role for part in parts}
    numbers = shown.numbers
    return tuple(one.model_copy(update={"flags": _flags(one, roles[one.speaker], numbers)}) for one in found)


def _kept(turns: Sequence[AnsweredTurn], parts: Sequence[Part], shown: Shown, said: frozenset[str]) -> list[DraftTurn]:
    roles = {part.name: part.role for part in parts}
    ids = {one.casefold(): one for one in shown.passages}
    voices = _Voices(turns, parts)
    heard = set(said)
    found: list[DraftTurn] = []
    for answered in turns:
        name, text = voices.of(answered, found[-1].speaker if found else None)
        text, repeated = _unsaid(text, heard, shown.instructions)
        if not re.search(r"\w", text):
            if repeated and roles[name] is Role.EXPERT and found and roles[found[-1].speaker] is Role.HOST:
                found.pop()  # a question that has been answered before
            continue
        known = (ids.get(one.strip("[]() ").casefold()) for one in answered.citations)
        cited = tuple(Citation(passage=one) for one in dict.fromkeys(known) if one is not None)
        if found and found[-1].speaker == name and count_words(f"{found[-1].text} {text}") <= LONGEST_TURN:
            before = found.pop()
            text, cited = f"{before.text} {text}", tuple(dict.fromkeys(before.citations + cited))
        found += _short_enough(name, text, cited)
    if not shown.closes and len(found) > 1 and roles[found[-1].speaker] is Role.HOST and found[-1].text.endswith("?"):
        found.pop()  # the next segment begins with the host
    return found


def numbers_in(texts: Iterable[str]) -> frozenset[str]:
    """Digits alone: languages write 1,234.5 in different ways."""
    return frozenset(re.sub(r"\D", "", number) for text in texts for number in _NUMBER.findall(text))


class _Voices:
    """Who speaks: by name, by role, by the order in which unknown names come, or else whose turn it is."""

    def __init__(self, turns: Sequence[AnsweredTurn], parts: Sequence[Part]) -> None:
        self._parts = sorted(parts, key=lambda part: part.role is not Role.HOST)
        self._invented: dict[str, Part] = {}
        said = dict.fromkeys(_bare(turn.speaker) for turn in turns)
        unknown = [one for one in said if one and self._known(one) is None]
        if len(said) > 1:
            taken = {part.name for one in said if (part := self._known(one))}
            free = [part for part in self._parts if part.name not in taken]
            self._invented = dict(zip(unknown, free, strict=False))

    def of(self, answered: AnsweredTurn, before: str | None) -> tuple[str, str]:
        """The part's name, and the text without a label."""
        text, said = _clean(answered.text), _bare(answered.speaker)
        label = _LABEL.match(text)
        if label is not None and (own := _bare(label.group(1))):
            names = {_bare(part.name) for part in self._parts} | {part.role.value for part in self._parts}
            if own in names or own == said:
                text = text[label.end() :]
                said = said or own
        part = self._known(said) or self._invented.get(said)
        if part is None:
            part = next(one for one in self._parts if one.name != before or len(self._parts) == 1)
        return part.name, text

    def _known(self, said: str) -> Part | None:
        for part in self._parts:
            if said and said == _bare(part.name):
                return part
        first = said.partition(" ")[0].rstrip("0123456789")  # “Host (Ann)”, “expert1”
        return next((part for part in self._parts if first == part.role), None)


def _clean(text: str) -> str:
    """Without control characters, markup, ids of passages and stage directions, in one line."""
    text = _CONTROL.sub(" ", text)
    text = _DIRECTION.sub("", _IDS.sub("", _MARKUP.sub("", text.strip())))
    return " ".join(text.split())


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _unsaid(text: str, heard: set[str], instructions: Set[str]) -> tuple[str, bool]:
    """The sentences that were neither said before nor copied from the prompt; and whether any was left out."""
    kept: list[str] = []
    sentences = _SENTENCE_END.split(text)
    for sentence in sentences:
        bare = _bare(sentence)
        if bare in heard or bare in instructions:
            continue
        kept.append(sentence)
        heard |= sentences_in([sentence])
    return (text, False) if len(kept) == len(sentences) else (" ".join(kept), True)


def _short_enough(name: str, text: str, cited: tuple[Citation, ...]) -> list[DraftTurn]:
    """A monologue is cut at sentence ends; the pieces stay neighbours of one voice."""
    pieces: list[str] = [""]
    for sentence in _SENTENCE_END.split(text) if count_words(text) > LONGEST_TURN else [text]:
        longer = f"{pieces[-1]} {sentence}".strip()
        if pieces[-1] and count_words(longer) > LONGEST_TURN:
            pieces.append(sentence)
        else:
            pieces[-1] = longer
    return [DraftTurn(speaker=name, text=piece, citations=cited) for piece in pieces if re.search(r"\w", piece)]


def _flags(turn: DraftTurn, role: Role, numbers: Set[str]) -> tuple[str, ...]:
    """What an editor should look at: an expert without a source, a number that no passage holds."""
    flags: list[str] = []
    if role is Role.EXPERT and not turn.citations:
        flags.append("uncited")
    if numbers_in([turn.text]) - numbers:
        flags.append("number_not_in_sources")
    return tuple(flags)
