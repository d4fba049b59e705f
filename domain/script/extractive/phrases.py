"""The forms of what the HOST may say, read from their tables and made plenty for long episodes."""

import re
from dataclasses import dataclass

from domain.script.extractive.lexicon import word_count
from domain.script.extractive.links import LINKS
from domain.script.extractive.moves import Function
from domain.script.extractive.questions import QUESTIONS


@dataclass(frozen=True, slots=True)
class Form:
    """`core` is shared by forms that differ only in their first word, so that a listener does not hear it too often."""

    function: Function
    text: str
    core: str

    @property
    def places(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.text))

    @property
    def words(self) -> int:
        """Without what fills the places."""
        return word_count(re.sub(r"{\w+}", "", self.text))


_OPENERS: dict[str, tuple[str, ...]] = {
    "What": ("And", "So", "Well,", "All right,"),
    "Where": ("And", "So", "Well,", "All right,"),
    "How": ("And", "So", "Well,", "All right,"),
    "Which": ("And", "So"),
    "Let's": ("So", "All right,"),
    "Tell": ("And", "So"),
    "Could": ("And", "So"),
}
"""A short word before the question, by the word it begins with: long episodes need many forms."""


def _forms() -> dict[Function, tuple[Form, ...]]:
    out: dict[Function, tuple[Form, ...]] = {}
    for function, block in (QUESTIONS | LINKS).items():
        texts = [line.strip() for line in block.strip().split("\n")]
        forms = [Form(function, text, text) for text in texts]
        if function in (Function.ABOUT, Function.CONTINUE, Function.LINK):
            forms += [
                Form(function, f"{opener} {text[:1].lower()}{text[1:]}", text)
                for text in texts
                for opener in _OPENERS.get(text.split()[0], ())
                if f"{opener} {text[:1].lower()}{text[1:]}" not in texts
            ]
        out[function] = tuple(forms)
    return out


FORMS = _forms()

__all__ = ["FORMS", "Form", "Function"]
