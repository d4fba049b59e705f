"""Which part speaks a turn: by name, by role, by the order in which unknown names come, or else whose turn it is."""

import re
from collections.abc import Sequence

from domain.script.model import Part
from domain.script.prompted.answers import AnsweredTurn
from domain.script.prompted.cleaning import cleaned
from domain.script.prompted.repetition import normalised
from domain.tts.speaker import Role

_LABEL = re.compile(r"^([\w][\w .'’()-]{0,45}?)\s?[:：]\s*(?=\S)")


class Speakers:
    """Knows the speakers of one answer."""

    def __init__(self, turns: Sequence[AnsweredTurn], parts: Sequence[Part]) -> None:
        self._parts = sorted(parts, key=lambda part: part.role is not Role.HOST)
        self._invented: dict[str, Part] = {}
        names = dict.fromkeys(normalised(turn.speaker) for turn in turns)
        unknown = [name for name in names if name and self._known(name) is None]
        if len(names) > 1:
            taken = {part.name for name in names if (part := self._known(name))}
            free = [part for part in self._parts if part.name not in taken]
            self._invented = dict(zip(unknown, free, strict=False))

    def name_and_text(self, answered: AnsweredTurn, before: str | None) -> tuple[str, str]:
        """The name of the part that speaks a turn, and its clean text without a label. `before`: who spoke last."""
        text, name = cleaned(answered.text), normalised(answered.speaker)
        label = _LABEL.match(text)
        if label is not None and (labelled := normalised(label.group(1))):
            names = {normalised(part.name) for part in self._parts} | {part.role.value for part in self._parts}
            if labelled in names or labelled == name:
                text = text[label.end() :]
                name = name or labelled
        part = self._known(name) or self._invented.get(name)
        if part is None:
            part = next(one for one in self._parts if one.name != before or len(self._parts) == 1)
        return part.name, text

    def _known(self, name: str) -> Part | None:
        for part in self._parts:
            if name and name == normalised(part.name):
                return part
        first = name.partition(" ")[0].rstrip("0123456789")  # “Host (Ann)”, “expert1”
        return next((part for part in self._parts if first == part.role), None)
