"""Which words a document always writes with a capital, so that a phrase moved into a sentence keeps its names."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from domain.script.extractive.language.verbs import VERB_FORMS, is_past
from domain.script.extractive.language.words import FUNCTION_WORDS
from domain.script.extractive.tables import load_words

_INSIDE_SENTENCE = re.compile(r"(?<=[a-z,;’] )([A-Z][\w’'-]*)")
_PAIR = re.compile(r"(?<=[a-z,;’] )[A-Z][\w’'-]* [A-Z][\w’'-]*")
"""Two words with capitals inside a sentence: `Harbour Master`."""
_LOWER = re.compile(r"(?<![\w’'-])([a-z][\w’'-]*)")
_COMMON_ENDING = re.compile(
    r"(?:ity|tion|ment|ness|ers|ents|ions|ings|ists|men|ates|ites|[a-z]{3}ing|[a-z]{3}ed|tional|ous|tive|tory|ance|ence|ship|"
    r"ology|ctures?|able|ible|less|tics)$"
)
_ALWAYS = load_words("language/words.toml")["always_capitalised"]
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


class Capitals:
    """Counts of words with and without a capital in running text; the capitals of headings say nothing."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._capitalised: Counter[str] = Counter()
        self._lower: Counter[str] = Counter()
        self._written: dict[str, str] = {}
        self._pairs: set[str] = set()
        for text in texts:
            self._pairs.update(pair.lower() for pair in _PAIR.findall(text))
            for word in _INSIDE_SENTENCE.findall(text):
                bare = word.lower().removesuffix("’s").removesuffix("'s")
                self._capitalised[bare] += 1
                self._written.setdefault(bare, word[: len(bare)])
            self._lower.update(_LOWER.findall(text))

    def is_name(self, word: str) -> bool:
        """Whether the word is seen with a capital inside sentences, and more often so than without."""
        bare = word.lower()
        seen = self._capitalised[bare]
        return bare in _ALWAYS or (seen > 0 and seen > self._lower[bare])

    def is_common(self, word: str) -> bool:
        """Whether the word is seen in lower case, or is a function word."""
        bare = word.lower()
        return self._lower[bare] > 0 or bare in FUNCTION_WORDS

    def lowered(self, phrase: str) -> str:
        """A phrase as it would stand inside a sentence: capitals lowered unless they are seen there.

        A first word never seen in lower case keeps its capital when a capital, or nothing, follows: it may be a name.
        """
        words = phrase.split()
        titled = sum(word[:1].isupper() for word in words) >= max(2, 0.6 * len(words))
        out = []
        for at, word in enumerate(words):
            core = word.strip(",;:“”\"'‘’()").removesuffix("’s").removesuffix("'s")
            plain = core[:1].isupper() and core[1:] == core[1:].lower() and core != "I" and not self.is_name(core)
            follows = words[at + 1][:1] if at + 1 < len(words) else ""
            ordinary = follows.islower() or (len(words) == 1 and _COMMON_ENDING.search(core) is not None)
            ending = _COMMON_ENDING.search(core) is not None and self._capitalised[core.lower()] == 0
            verb = core.lower() in VERB_FORMS or (at > 0 and is_past(core.lower()))
            article = at > 0 and words[at - 1].lower() in ("the", "a", "an")  # "the Monastery"
            ending = ending or ((verb or article) and self._capitalised[core.lower()] == 0)
            common = self.is_common(core) or (at == 0 and not titled and ordinary) or (titled and ending)
            pairs = {" ".join(words[each : each + 2]).lower() for each in (at - 1, at) if each >= 0}
            if at and not pairs.isdisjoint(self._pairs):
                common = False  # a word of a name that the text writes so
            lowers = plain and common and (at == 0 or titled)
            out.append(word[:1].lower() + word[1:] if lowers else word)
        return " ".join(out)

    def restored(self, shouted: str) -> str:
        """A phrase in capitals as it would be written inside a sentence, with its names as the document writes them."""
        return " ".join(self._restored(word) for word in shouted.split())

    def _restored(self, word: str) -> str:
        bare = word.lower()
        core = bare.strip(",;:“”\"'‘’()").removesuffix("’s").removesuffix("'s")
        if not core or core == "i":
            return word
        if self.is_name(core):
            return bare.replace(core, self._written.get(core, core.capitalize()), 1)
        if self.is_common(core) or _COMMON_ENDING.search(core) or len(core) < 3:
            return bare
        return bare.replace(core, core.capitalize(), 1)


def first_word_lowered(text: str, *, is_name: Callable[[str], bool]) -> str:
    """The text with its first word in lower case, unless that is `I`, an acronym or a name."""
    match = _FIRST_WORD.match(text)
    if (
        not match
        or match.group() == "I"
        or (not match.group()[1:].islower() and len(match.group()) > 1)
        or is_name(match.group())
    ):
        return text
    return text[:1].lower() + text[1:]
