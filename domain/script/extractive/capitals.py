"""Which words a document always writes with a capital, so that a lowered heading keeps its names."""

import re
from collections import Counter
from collections.abc import Iterable

from domain.script.extractive.lexicon import FUNCTION_WORDS, word_set

_MID = re.compile(r"(?<=[a-z,;’] )([A-Z][\w’'-]*)")
_LOWER = re.compile(r"(?<![\w’'-])([a-z][\w’'-]*)")
_COMMON = re.compile(r"(?:ity|tion|ment|ness|ers|ents|ions|ings|ists|men|ates|ites)$")
_ALWAYS = word_set(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday english french german italian spanish greek "
    "latin roman european american african asian chinese japanese indian egyptian christian british"
)


class Capitals:
    """Counts over running text (no headings, whose capitals say nothing)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._mid: Counter[str] = Counter()
        self._lower: Counter[str] = Counter()
        for text in texts:
            self._mid.update(word.lower() for word in _MID.findall(text))
            self._lower.update(_LOWER.findall(text))

    def proper(self, word: str) -> bool:
        """Seen with a capital inside sentences, and more often so than without."""
        bare = word.lower()
        return bare in _ALWAYS - {"may", "march"} or (self._mid[bare] > 0 and self._mid[bare] > self._lower[bare])

    def known(self, word: str) -> bool:
        bare = word.lower()
        return self._lower[bare] > 0 or bare in FUNCTION_WORDS

    def lowered(self, phrase: str) -> str:
        """A phrase as it would stand inside a sentence: capitals lowered unless they are seen there.

        A first word that is never seen small stays as it is when a capital follows it, or nothing: it may be a name.
        """
        words = phrase.split()
        titled = sum(word[:1].isupper() for word in words) >= max(2, 0.6 * len(words))
        out = []
        for at, word in enumerate(words):
            core = word.strip(",;:“”\"'‘’()").removesuffix("’s").removesuffix("'s")
            plain = core[:1].isupper() and core[1:] == core[1:].lower() and core != "I" and not self.proper(core)
            follows = words[at + 1][:1] if at + 1 < len(words) else ""
            common = follows.islower() or (len(words) == 1 and _COMMON.search(core) is not None)
            known = self.known(core) or (at == 0 and not titled and common)
            lowers = plain and known and (at == 0 or titled)
            out.append(word[:1].lower() + word[1:] if lowers else word)
        return " ".join(out)
