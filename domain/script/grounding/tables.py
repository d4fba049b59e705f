"""What the check knows of languages: number words, units, months, names, negations, read from the TOML files here.

The files are part of the package and read once, at import, so they are as fixed as the code. No workflow imports this
package.
"""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field, TypeAdapter

from domain.value import Value

_FOLDER = files(__package__) / "languages"


class Numerals(Value):
    """Words of numbers. `compound`: they are written together (`dreiundzwanzig`); `joining`: what may stand inside."""

    cardinals: dict[str, int] = Field(default_factory=dict)
    scales: dict[str, int] = Field(default_factory=dict)
    ordinals: dict[str, int] = Field(default_factory=dict)
    decades: dict[str, int] = Field(default_factory=dict)
    fractions: dict[str, float] = Field(default_factory=dict)
    multiples: dict[str, float] = Field(default_factory=dict)
    joining: str = ""
    point: str = ""
    articles: str = ""
    halves: dict[str, float] = Field(default_factory=dict)
    compound: bool = False
    pairs_are_years: bool = False
    skipped: str = ""
    behind_parts: str = ""


class Words(Value):
    """Word lists, each a string with spaces between its words; phrases are arrays."""

    about: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    exactly: tuple[str, ...] = ()
    over_after: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    comparing: str = ""
    possessives: str = ""
    about_after: tuple[str, ...] = ()
    counted_by_speakers: str = ""
    openers: str = ""
    titles: str = ""
    short_titles: str = ""
    known_capitals: str = ""
    inside_names: str = ""
    person_verbs: str = ""
    adverbs: str = ""
    negations: str = ""
    implied_negations: str = ""
    negating_phrases: tuple[str, ...] = ()
    no_negations: tuple[str, ...] = ()
    conditions: str = ""
    limits: str = ""
    hedges: str = ""
    hedging_phrases: tuple[str, ...] = ()
    softeners: str = ""
    certainties: str = ""
    irregular: dict[str, str] = Field(default_factory=dict)
    light: str = ""
    entitled: str = ""
    no_nouns: str = ""
    disowning: tuple[str, ...] = ()
    masses: str = ""
    lands: str = ""
    transparent: str = ""
    intended: str = ""
    hypothetical: tuple[str, ...] = ()


class Language(Value):
    """One language. `decimal`: the character of its decimals. `names`: they can be told by their capitals."""

    decimal: str = "."
    names: bool = False
    dates_in_capitals: bool = False
    numerals: Numerals = Numerals()
    months: dict[str, int] = Field(default_factory=dict)
    weekdays: dict[str, int] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    peoples: dict[str, str] = Field(default_factory=dict)
    words: Words = Words()


class UnitScale(Value):
    dimension: str
    factor: float = 1.0
    offset: float = 0.0


@cache
def language_table(language: str) -> Language | None:
    """The table of a language by its code (`en`, `pt-BR`), or None when there is none."""
    code = language.lower().replace("_", "-").split("-")[0]
    return _LANGUAGES.get(code)


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


CODES = ("en", "de", "fr", "es", "it", "pt", "nl")
_LANGUAGES = {code: Language.model_validate(_read(f"{code}.toml")) for code in CODES}
SYMBOLS: dict[str, str] = TypeAdapter(dict[str, str]).validate_python(_read("units.toml")["symbols"])
SCALES: dict[str, UnitScale] = TypeAdapter(dict[str, UnitScale]).validate_python(_read("units.toml")["scales"])
SHORT_TITLES = frozenset(word for one in _LANGUAGES.values() for word in one.words.short_titles.split())
"""Titles that are written with a full stop before a name."""
IRREGULAR = {form: base for one in _LANGUAGES.values() for form, base in one.words.irregular.items()}
"""Forms of words whose stem is another one: rose, risen."""
MEANINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": TypeAdapter(tuple[tuple[str, str], ...]).validate_python(_read("en_meanings.toml")["opposites"])
}
"""By language: words and phrases of one meaning, and those of its opposite."""
TRANSPARENT = frozenset(word for one in _LANGUAGES.values() for word in one.words.transparent.split())
"""Nouns between a negation and what it denies: "no right of return"."""
LIGHT = frozenset(word for one in _LANGUAGES.values() for word in one.words.light.split())
"""Words and stems that say too little to be known again by them, in any language."""
