"""The HOST's lines: one before every turn of the EXPERT, fitting it, varied, and together of
the length that is left."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.script.extractive.functions import Asked
from domain.script.extractive.lexicon import word_count
from domain.script.extractive.phrases import FORMS, Form, Function

SHORTEST, LONGEST = 4, 25
"""Words of a HOST turn."""
MOST_USES = 3
"""Of one form in an episode; and none within `APART` HOST turns, which are twice as many turns."""
APART, CORE_APART = 5, 7
SUBJECT_APART = 4
_LEADING = re.compile(r"(?:And|So|Now|Let's|Tell me,)\b")
"""How no question begins that stands behind a link: "Let's turn the page. Let's have some figures."."""
_FREELY = (Function.ABOUT, Function.LINK, Function.CONTINUE, Function.MOMENT)
"""May be asked twice running; the others rest for two questions."""


@dataclass(frozen=True, slots=True)
class Put:
    """One form with its places filled."""

    form: Form
    text: str

    @property
    def words(self) -> int:
        return word_count(self.text)


class Host:
    """Remembers what was asked, and chooses the next form by fit, length and a hash of the answer."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._uses: Counter[str] = Counter()
        self._cores: Counter[str] = Counter()
        self._recent: list[Form] = []
        self._subjects: list[str] = []

    def ask(
        self,
        asked: Iterable[Asked],
        answer: str,
        *,
        length: float,
        firm: bool = False,
        longest: int = LONGEST,
        bare: bool = False,
    ) -> Put:
        """`length`: words wished for. `firm`: the first function that has a form at all is taken,
        whatever was asked before. `bare`: one sentence, without a word like And or Well before it."""
        options = list(asked)
        for relaxed in (False, True):
            for at, one in enumerate(options):
                last = at == len(options) - 1
                if not relaxed and not firm and not last and self._tired(one):
                    continue
                if put := self._best(one, answer, length, longest=longest, relaxed=relaxed, bare=bare):
                    return self._said(put, one)
        # Every form of every function was used up: the link heard least often.
        form = min(
            FORMS[Function.LINK],
            key=lambda form: (form in self._recent[-APART:], self._uses[form.text], _hash(answer, form.text)),
        )
        return self._said(Put(form, self._filled(form, {})), Asked(Function.LINK))

    def _tired(self, one: Asked) -> bool:
        """The same function twice running, or a subject that was named a moment ago."""
        subject = one.places.get("s", "").lower()
        if subject and any(subject in old or old in subject for old in self._subjects[-SUBJECT_APART:] if old):
            return True
        before = [form.function for form in self._recent[-2:]]
        if one.function in _FREELY:
            return before == [one.function] * 2
        return one.function in before

    def _best(self, one: Asked, answer: str, length: float, *, longest: int, relaxed: bool, bare: bool) -> Put | None:
        recent = self._recent[-APART:]
        cores = [] if relaxed else [form.core for form in self._recent[-CORE_APART:]]
        found: list[tuple[tuple[float, int, str], Put]] = []
        named = any("s" in form.places for form in FORMS[one.function]) and "s" in one.places
        for form in FORMS[one.function]:
            if (
                not form.places <= {*one.places, "kind"}
                or form in recent
                or form.core in cores
                or self._uses[form.text] >= MOST_USES
            ):
                continue
            if bare and (form.text != form.core or _LEADING.match(form.text) or ". " in form.text):
                continue
            if named and "s" not in form.places and one.function in (Function.TIME, Function.FIGURES):
                continue
            put = Put(form, self._filled(form, one.places))
            if SHORTEST <= put.words <= longest:
                found.append(
                    (
                        (
                            abs(put.words - length) // 2 + self._cores[form.core],
                            self._uses[form.text],
                            _hash(answer, form.text),
                        ),
                        put,
                    )
                )
        return min(found, key=lambda item: item[0])[1] if found else None

    def _filled(self, form: Form, places: dict[str, str]) -> str:
        text = form.text
        for name, value in ({"kind": self._kind} | places).items():
            text = text.replace("{" + name + "}", value)
        return text[:1].upper() + text[1:]

    def _said(self, put: Put, one: Asked) -> Put:
        self._recent.append(put.form)
        self._uses[put.form.text] += 1
        self._cores[put.form.core] += 1
        self._subjects.append(one.places.get("s", "").lower() if "{s}" in put.form.text else "")
        return put


def closest(puts: Sequence[str], length: float) -> str:
    """Of several ways to say the same, the one nearest to a length."""
    return min(puts, key=lambda text: (abs(word_count(text) - length), text))


def _hash(answer: str, form: str) -> str:
    return hashlib.sha256(f"{answer}\n{form}".encode()).hexdigest()
