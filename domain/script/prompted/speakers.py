"""Which part speaks a turn: by name, number, role, or the order of invented names; a name keeps its part."""

import re
from collections.abc import Mapping, Sequence

from domain.script.model import Part
from domain.script.prompted.answers import AnsweredTurn
from domain.script.prompted.cleaning import cleaned
from domain.script.prompted.names import NO_NAME, SpeakerName, folded, speaker_name, titles_of
from domain.tts.speaker import Role

_LABEL = re.compile(r"^([^\W_][\w .'’()-]{0,45}?)\s?[:：]\s*(?=\S)")
_LEARNED = ("dr", "prof")


class Speakers:
    """Knows the speakers of one answer.

    `names`: every name that is not a part's own, folded, with the name of the part that speaks under it; first those of
    the segments before, `known`. A name that stands for a part keeps it through the episode.
    """

    def __init__(
        self, turns: Sequence[AnsweredTurn], parts: Sequence[Part], known: Mapping[str, str] | None = None
    ) -> None:
        self._parts = sorted(parts, key=lambda part: part.role is not Role.HOST)
        self._own = {part.name: speaker_name(part.name) for part in self._parts}
        self._by_whole = {own.whole: name for name, own in self._own.items()}
        present = {part.name for part in self._parts}
        self.names = {name: part for name, part in (known or {}).items() if part in present}
        labels = [_label(cleaned(turn.text)) for turn in turns]
        named = {folded(turn.speaker) for turn in turns}
        self._by_label = len(named) == 1 and all(labels) and len({folded(label) for label in labels}) > 1
        told = [label if self._by_label else turn.speaker for label, turn in zip(labels, turns, strict=True)]
        told += [label for label in labels if self._is_own_label(label)]
        self._learn(list({one.whole: one for one in map(speaker_name, told) if one.whole}.values()))

    def name_and_text(self, answered: AnsweredTurn, before: str | None) -> tuple[str, str]:
        """The name of the part that speaks a turn, and its clean text without a label. `before`: who spoke last."""
        text, name = cleaned(answered.text), folded(answered.speaker)
        label = _label(text)
        if label and (self._by_label or folded(label) == name or self._is_own_label(label)):
            text = text[_LABEL.match(text).end() :]  # type: ignore[union-attr]  # it has a label
            name = folded(label) if self._by_label else name or folded(label)
        part = self._by_whole.get(name) or self.names.get(name)
        if part is None:
            part = next(one.name for one in self._parts if one.name != before or len(self._parts) == 1)
        return part, text

    def _learn(self, names: Sequence[SpeakerName]) -> None:
        """Gives every name a part: those that say whose they are first, and of the others each a part of its own."""
        new = [name for name in names if name.whole not in self.names and name.whole not in self._by_whole]
        taken = {part for name in names if (part := self._by_whole.get(name.whole) or self.names.get(name.whole))}
        for name in new:
            if (part := self._named(name)) is not None:
                self.names[name.whole] = part
                taken.add(part)
        guessed = {name.whole: self._guess(name, new) for name in new if name.whole not in self.names}
        if len(names) == 1 and None in guessed.values():
            return  # all turns have the one name, which does not tell speakers apart
        for whole, guess in sorted(guessed.items(), key=lambda one: one[1] is None):
            free = [part.name for part in self._parts if part.name not in taken]
            part = guess if guess is not None and (guess in free or not free) else next(iter(free), None)
            self.names[whole] = part or self._parts[-1].name
            taken.add(self.names[whole])

    def _named(self, name: SpeakerName) -> str | None:
        """The part whose own name it is, or a piece of it that only this part has: a first name, a surname, a title."""
        if name.number is None and (part := self._by_words(name.words)):
            return part
        if name.number is not None and all(one in NO_NAME for one in name.words):
            bearers = [part for part, own in self._own.items() if own.number == name.number and not own.words]
            if len(bearers) == 1:
                return bearers[0]
        if name.title:
            bearers = [part.name for part in self._parts if name.title in titles_of(part.name)]
            if len(bearers) == 1:
                return bearers[0]
        if (part := self._by_words(name.aside)) is not None:
            return part
        return self._of_role(name.role_aside)

    def _by_words(self, words: Sequence[str]) -> str | None:
        shared = {part: len({one for one in words if len(one) > 1} & {*own.words}) for part, own in self._own.items()}
        best = max(shared.values(), default=0)
        found = [part for part, count in shared.items() if count == best]
        return found[0] if best and len(found) == 1 else None

    def _guess(self, name: SpeakerName, new: Sequence[SpeakerName]) -> str | None:
        """The part that a number or a role stands for."""
        if name.number is not None:
            family = {one.number for one in new if one.words == name.words and one.number is not None}
            if len(family) > 1:
                return self._parts[min(sorted(family).index(name.number), len(self._parts) - 1)].name
            if name.role is None:
                return self._parts[name.number - 1].name if 1 <= name.number <= len(self._parts) else None
        return self._of_role(name.role or (Role.EXPERT if name.title in _LEARNED else None))

    def _of_role(self, role: Role | None) -> str | None:
        return next((part.name for part in self._parts if part.role is role), None)

    def _is_own_label(self, label: str) -> bool:
        """Whether a label before the words is a part's name, or a piece of one, or a role in plain English."""
        name = speaker_name(label)
        if not label or name.whole in self._by_whole or name.whole in {part.role.value for part in self._parts}:
            return bool(label)
        return any(name.words and {*name.words} <= {*own.words} for own in self._own.values())


def _label(text: str) -> str:
    found = _LABEL.match(text)
    return found[1] if found else ""
