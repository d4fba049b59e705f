"""Rule 13: what a heading becomes inside a HOST line."""

import re
from dataclasses import dataclass

from domain.script.extractive.blocks import bare_heading
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    WORD,
    word_count,
    word_set,
)
from domain.script.extractive.verbs import IRREGULAR, THIRD_PERSON, is_finite_at

GENERIC: dict[str, str] = {
    "introduction": "where it starts",
    "intro": "where it starts",
    "preface": "how the book came about",
    "foreword": "the foreword",
    "prologue": "how it begins",
    "background": "the background",
    "motivation": "why it was done",
    "overview": "the overview",
    "related work": "what others did before",
    "previous work": "what others did before",
    "literature review": "what others have written",
    "theory": "the theory behind it",
    "methods": "how it was done",
    "method": "how it was done",
    "methodology": "how it was done",
    "materials and methods": "how it was done",
    "approach": "how it was done",
    "experiments": "what was tried",
    "experimental setup": "how it was tested",
    "evaluation": "how it was tested",
    "data": "the data",
    "results": "what they found",
    "findings": "what they found",
    "results and discussion": "what they found",
    "discussion": "what it means",
    "analysis": "what it means",
    "implications": "what it means",
    "limitations": "where it falls short",
    "limitations and future work": "where it falls short",
    "future work": "what is still to be done",
    "recommendations": "what is recommended",
    "conclusion": "how it ends",
    "conclusions": "how it ends",
    "concluding remarks": "how it ends",
    "epilogue": "how it ends",
    "history": "the history of it",
    "requirements": "what is needed",
    "prerequisites": "what is needed",
    "ingredients": "what goes into it",
    "installation": "how it is set up",
    "usage": "how it is used",
    "troubleshooting": "what can go wrong",
    "faq": "the usual questions",
    "frequently asked questions": "the usual questions",
    "examples": "some examples",
    "case study": "a case to look at",
    "our story": "how it all began",
    "our mission": "what they set out to do",
    "our team": "the people behind it",
}

OUTRIGHT: dict[str, str] = {
    "where it starts": "where does the {kind} start",
    "how it begins": "how does it begin",
    "how the book came about": "how did the book come about",
    "why it was done": "why was it done",
    "what others did before": "what did others do before",
    "what others have written": "what have others written about it",
    "how it was done": "how was it done",
    "what was tried": "what was it that was tried",
    "how it was tested": "how was it tested",
    "what they found": "what did they find",
    "what it means": "what does all that mean",
    "where it falls short": "where does it fall short",
    "what is still to be done": "what is still to be done",
    "what is recommended": "what is it that is recommended",
    "how it ends": "how does the {kind} end",
    "what is needed": "what is needed for it",
    "what goes into it": "what goes into it",
    "how it is set up": "how is it set up",
    "how it is used": "how is it used",
    "what can go wrong": "what can go wrong",
    "how it all began": "how did it all begin",
    "what they set out to do": "what did they set out to do",
}
"""The phrases above that are questions, asked outright: nobody says "Let's turn to how it was done"."""
FRAME = frozenset({"where it starts", "how it begins", "how it ends"})
"""Of no interest before it comes."""

LONGEST_PHRASE, LONGEST_QUOTED = 8, 9
_WH = word_set("how why what where when who")
_AGENTLESS = word_set(
    "make use get find choose build create write set run keep take mix bake cook add install start "
    "try learn avoid understand know see think"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """`noun`: it can follow "Let's turn to"; else it can only be quoted as a heading."""

    text: str
    noun: bool


def phrase_of(heading: str, capitals: Capitals) -> Phrase | None:
    """None when there is nothing to name: no heading, only a number, or too long to say."""
    bare = bare_heading(heading)
    if generic := GENERIC.get(bare.lower()):
        return Phrase(generic, True)
    if re.fullmatch(r"[ivxlc]+", bare, re.IGNORECASE):
        return None
    words = [word.lower().replace("’", "'") for word in WORD.findall(bare)]
    if (
        not words
        or not any(any(char.isalpha() for char in word) and len(word) > 1 for word in words)
        or re.search(r"[<>=*#|\\{}_/@]", bare)
    ):
        return None
    if bare.isupper():
        bare = bare.lower() if word_count(bare) > 1 or len(bare) > 5 else bare
    if ":" in bare or " – " in bare or " — " in bare:
        bare = re.split(r":\s| – | — ", bare)[0].strip() if word_count(re.split(r":\s| – | — ", bare)[0]) >= 2 else bare
        words = [word.lower().replace("’", "'") for word in WORD.findall(bare)]
    text = capitals.lowered(bare)
    if re.search(r"[?!:“”\"()\[\],;.]", bare) or word_count(bare) > LONGEST_PHRASE:
        return (
            Phrase(bare, False)
            if word_count(bare) <= LONGEST_QUOTED and not re.search(r"[“”\"()\[\]:;?!]", bare)
            else None
        )
    return Phrase(text if _nominal(words) else bare, _nominal(words))


def _nominal(words: list[str]) -> bool:
    """Whether the words read as a noun phrase, a gerund or an embedded question."""
    if words[0] in _WH:
        follows = words[1] if len(words) > 1 else ""
        return bool(follows) and follows not in AUXILIARIES and (len(words) > 2 or follows in THIRD_PERSON)
    if (
        words[0] in AUXILIARIES | PRONOUNS | CONJUNCTIONS | ADVERBS | PREPOSITIONS
        or words[-1] in DETERMINERS | PREPOSITIONS | CONJUNCTIONS
    ):
        return False
    if words[0] in _AGENTLESS or (words[0] in IRREGULAR and len(words) > 1 and words[1] in DETERMINERS | PRONOUNS):
        return False
    return not any(is_finite_at(words, at) and not words[at].endswith("ed") for at in range(1, len(words)))


_FILE_NAME = re.compile(
    r"[a-z][a-z0-9]*(?:[-.+][a-z0-9]+)*|(?i:source|img|dsc|scan|doc|document|file|page|text|note|copy)[ -]?\d+",
    re.ASCII,
)
"""What a text is called whose writer gave it no title: `source 1`, `notes`, `scan-0012`, `my-notes`."""
_NO_TITLE = frozenset(("", "untitled", "document", "text", "no title", "index", "home"))


def title_of(title: str, *, longest: int = 11) -> str | None:
    """A title as HOST says it, without its subtitle; None when even that is too long or not sayable."""
    text = " ".join(title.split()).strip(" .")
    if text.lower() in _NO_TITLE or _FILE_NAME.fullmatch(text):
        return None
    text = re.sub(r"\.(?:pdf|docx?|epub|md|txt|html?)$", "", text, flags=re.IGNORECASE)
    if word_count(text) > longest:
        text = re.split(r":\s| [–—-] |\. ", text)[0].strip()
    if text.isupper() and word_count(text) > 1:
        text = text.title()
    sayable = not re.search(r"[<>=*#|\\{}_@/]", text) and any(char.isalpha() for char in text)
    return text if sayable and 1 <= word_count(text) <= longest else None
