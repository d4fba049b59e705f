"""The host: one line before every turn of the expert, fitting it, varied, and of about the length wished for."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.script.extractive.language.words import word_count
from domain.script.extractive.talking.acts import FILLERS, ActType, DialogueAct
from domain.script.extractive.talking.templates import TEMPLATES, Template

SHORTEST, LONGEST = 4, 25
"""Words that a line has at least and at most (docs/local-writer.md, rule 8)."""
MOST_USES = 3
"""How often an episode uses one template (docs/local-writer.md, rule 11)."""
APART, CORE_APART, SUBJECT_APART = 5, 7, 4
"""Lines of the host before a template, its core or a subject comes again."""
_LEADS_IN = re.compile(r"(?:And|So|Now|Let's|Tell me,)\b")
"""No question behind a link begins like this: "Let's turn the page. Let's have some figures."."""
FILLERS_APART = 4
"""Of so many lines of the host one is a filler at most, and never two running."""
_REPEATABLE = (
    ActType.ABOUT,
    ActType.TOPIC,
    ActType.OBJECT,
    ActType.MODAL,
    ActType.ORDER,
    ActType.IN_CASE,
    ActType.DEFINITION,
    ActType.MOMENT,
    ActType.LINK,
    ActType.CONTINUE,
)
"""Acts that may come twice running; the others rest for two lines."""


@dataclass(frozen=True, slots=True)
class HostLine:
    """A template with its slots filled."""

    template: Template
    text: str


class Host:
    """Remembers what was said, and chooses the next line by fit, length and a hash of the answer.

    `kind` is what the document is called: paper, book, …
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._uses: Counter[str] = Counter()
        self._core_uses: Counter[str] = Counter()
        self._recent: list[Template] = []
        self._subjects: list[str] = []
        self._fillers: list[int] = []

    def ask(
        self,
        acts: Iterable[DialogueAct],
        answer: str,
        *,
        length: float,
        in_order: bool = False,
        longest: int = LONGEST,
        plain: bool = False,
    ) -> HostLine:
        """The line before an answer. `acts`: those that fit it, best first; `length`: words wished for.

        `in_order`: the first act with a usable template is taken, whatever was asked before. `plain`: one sentence,
        without a word like And or Well before it.
        """
        options = list(acts)
        for relaxed in (False, True):
            for at, act in enumerate(options):
                last = at == len(options) - 1
                if act.type in FILLERS and not in_order and not (relaxed and last) and self._has_filled_enough():
                    continue
                if not relaxed and not in_order and not last and self._is_repetitive(act):
                    continue
                if line := self._best(act, answer, length, longest=longest, relaxed=relaxed, plain=plain):
                    return self._remembered(line, act)
        return self._remembered(self._least_heard_link(answer), DialogueAct(ActType.LINK))

    def _has_filled_enough(self) -> bool:
        """Whether one more filler would be the second running, or more than one in four lines."""
        said = len(self._recent)
        running = bool(self._fillers) and self._fillers[-1] == said - 1
        return running or FILLERS_APART * (len(self._fillers) + 1) > said + 1

    def _is_repetitive(self, act: DialogueAct) -> bool:
        """Whether the act comes again too soon, or names a subject that was just named."""
        subject = act.slots.get("s", "").lower()
        recent = [old for old in self._subjects[-SUBJECT_APART:] if old]
        if subject and any(subject in old or old in subject for old in recent):
            return True
        before = [template.act for template in self._recent[-2:]]
        return before == [act.type] * 2 if act.type in _REPEATABLE else act.type in before

    def _best(
        self, act: DialogueAct, answer: str, length: float, *, longest: int, relaxed: bool, plain: bool
    ) -> HostLine | None:
        """The usable template whose length and use so far are best; None when there is none.

        `relaxed`: a core may come again soon.
        """
        recent = self._recent[-APART:]
        cores = [] if relaxed else [template.core for template in self._recent[-CORE_APART:]]
        can_name = "s" in act.slots and any("s" in template.slots for template in TEMPLATES[act.type])
        names = can_name and act.type in (ActType.TIME, ActType.FIGURES)
        found: list[tuple[tuple[float, int, str], HostLine]] = []
        for template in TEMPLATES[act.type]:
            used_up = template in recent or template.core in cores or self._uses[template.text] >= MOST_USES
            if used_up or not template.slots <= {*act.slots, "kind"} or (names and "s" not in template.slots):
                continue
            if plain and (template.text != template.core or _LEADS_IN.match(template.text) or ". " in template.text):
                continue
            line = self._filled(template, act.slots)
            words = word_count(line.text)
            if SHORTEST <= words <= longest:
                misfit = abs(words - length) // 2 + self._core_uses[template.core]
                misfit += 2 * sum(bool(template.prefix) and template.prefix == old.prefix for old in recent)
                found.append(((misfit, self._uses[template.text], _hash(answer, template.text)), line))
        return min(found, key=lambda item: item[0])[1] if found else None

    def _least_heard_link(self, answer: str) -> HostLine:
        """The line for an episode so long that every template of every fitting act is used up."""
        links = [link for link in TEMPLATES[ActType.LINK] if link.slots <= {"kind"}]
        recent = self._recent[-APART:]
        link = min(links, key=lambda link: (link in recent, self._uses[link.text], _hash(answer, link.text)))
        return self._filled(link, {})

    def _filled(self, template: Template, slots: dict[str, str]) -> HostLine:
        return HostLine(template, template.filled({"kind": self._kind} | slots))

    def _remembered(self, line: HostLine, act: DialogueAct) -> HostLine:
        template = line.template
        if act.type in FILLERS:
            self._fillers.append(len(self._recent))
        self._recent.append(template)
        self._uses[template.text] += 1
        self._core_uses[template.core] += 1
        self._subjects.append(act.slots.get("s", "").lower() if "s" in template.slots else "")
        return line


def _hash(answer: str, template: str) -> str:
    return hashlib.sha256(f"{answer}\n{template}".encode()).hexdigest()
