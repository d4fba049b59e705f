"""Templates of what the host says, read from their tables and multiplied for long episodes."""

import re
from dataclasses import dataclass

from domain.script.extractive.tables import load_table
from domain.script.extractive.talking.acts import ActType
from domain.script.extractive.talking.sayable import with_one_stop

_SLOT = re.compile(r"{(\w+)}")
_MULTIPLIED = (
    ActType.ABOUT,
    ActType.TOPIC,
    ActType.ORDER,
    ActType.ADVICE,
    ActType.THEME,
    ActType.CONTINUE,
    ActType.LINK,
)
"""The acts a long episode needs most templates of."""
_PREFIXES: dict[str, tuple[str, ...]] = {
    "What": ("And", "So", "Well,", "All right,", "Now,", "Tell me,"),
    "Where": ("And", "So", "Well,", "All right,", "Now,"),
    "How": ("And", "So", "Well,", "All right,", "Now,"),
    "Which": ("And", "So"),
    "Let's": ("So", "All right,"),
    "Tell": ("And", "So"),
    "Could": ("And", "So"),
    "Can": ("And", "So"),
    "Is": ("And", "So"),
}
"""Short words that may come before a template, by its first word."""


@dataclass(frozen=True, slots=True)
class Template:
    """`core` is shared by templates that differ in their first word only, so that it is not heard too often."""

    act: ActType
    text: str
    core: str

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(_SLOT.findall(self.text))

    @property
    def prefix(self) -> str:
        """The short word before the core, or nothing."""
        return "" if self.text == self.core else self.text.split()[0]

    def filled(self, slots: dict[str, str]) -> str:
        text = _SLOT.sub(lambda slot: slots.get(slot[1], slot[0]), self.text)
        return with_one_stop(text[:1].upper() + text[1:])


def _templates() -> dict[ActType, tuple[Template, ...]]:
    tables: dict[ActType, list[str]] = {}
    for name in ("talking/questions.toml", "talking/links.toml"):
        tables |= load_table(name, dict[ActType, list[str]])
    return {act: tuple(_of_act(act, texts)) for act, texts in tables.items()}


def _of_act(act: ActType, texts: list[str]) -> list[Template]:
    templates = [Template(act, text, text) for text in texts]
    if act in _MULTIPLIED:
        for core in texts:
            for prefix in _PREFIXES.get(core.split()[0], ()):
                text = f"{prefix} {core[:1].lower()}{core[1:]}"
                if text not in texts:
                    templates.append(Template(act, text, core))
    return templates


TEMPLATES = _templates()
