"""Forms of one name: inflections, and the inhabitants and languages of lands."""

from functools import cache, lru_cache

from domain.script.grounding.tables import Language
from domain.script.grounding.wording import folded

_LEAST_STEM = 4
_ENDINGS = (
    "ians", "ian", "ans", "an", "ns", "n", "ese", "ish", "ers", "er", "ic", "s", "i", "y", "ia", "e", "en", "es",
)  # fmt: skip


def is_known(word: str, known: frozenset[str], language: Language) -> bool:
    bare = folded(word)
    if bare in known or bare.replace("-", "") in known:
        return True
    lands = language.peoples.get(bare, "").split()
    if any(land in known or any(_same_stem(land, one) for one in known) for land in lands):
        return True
    if any(bare in language.peoples.get(other, "").split() for other in known):
        return True
    return any(_same_stem(bare, one) for one in known)


@lru_cache(maxsize=65_536)
def _same_stem(one: str, other: str) -> bool:
    """Whether two words differ in endings only: Bohemia and Bohemian, Sweden and Swedish."""
    if one[:_LEAST_STEM] != other[:_LEAST_STEM]:
        return False
    return bool(_stems(one) & _stems(other))


def _stems(word: str) -> frozenset[str]:
    cut = {word.removesuffix(ending) for ending in _ENDINGS}
    return frozenset(one for one in cut if len(one) >= _LEAST_STEM)


def is_land_unnamed(word: str, known: frozenset[str], language: Language) -> bool:
    """Whether the word is a land or its people, and the passages name none: the Danes, of someone in Copenhagen."""
    lands = _lands(language.words.lands)
    return _land(folded(word), lands, language) and not any(_land(one, lands, language) for one in known)


@cache
def _lands(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _land(bare: str, lands: frozenset[str], language: Language) -> bool:
    return bare in lands or bare in language.peoples or any(_same_stem(bare, one) for one in lands)
