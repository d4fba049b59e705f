"""WORDS IN CAPITALS in small letters, unless they are acronyms, most of which the voices know."""

import re


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


EMPHASISED = _words(
    """
    a about above after again all also always am an and another any are as ask at bad be because been before
    being best better big both but by came can cannot case come could danger data day dead did do does done
    down each easy either else end even ever every example fact false far few find first for free from full
    get give go good great had happy hard has have he help her here hey high him his how if important in into
    is its just keep key know large last least left less let life like list live long look lot love made main
    make many may maybe me means might more most much must my need never new next nice no none nor not note
    nothing now of off often old on once one only open other our out over own part people please point put
    quick quite rather read real really right rule said same say see seem set shall she should show side since
    small so some something soon still stop such sure take tell than thank that the their them then there
    these they thing think this those three thus time tip to today too top total true try two under until up
    use used very want warning was way we well went were what when where which while whole whose why will win
    with within without word work world worse would wrong yes yet you your abstract introduction background
    methods results discussion conclusion summary chapter figure table notice attention caution
    """
)
"""Common words, whose capitals are emphasis. Those that are acronyms too (IT, US, WHO) are not here."""

ACRONYMS = _words(
    """
    NASA NATO UNESCO UNICEF NASDAQ OPEC ASEAN FIFA UEFA AIDS COVID SARS MERS LASER RADAR SONAR JPEG MPEG ASCII
    UNIX LINUX CUDA BERT ALPHAGO POSIX UTF NAFTA OSHA HIPAA GDPR ERISA INTERPOL EUROPOL EURATOM NOAA FEMA
    DARPA IARPA ARPANET CERN ICANN IUPAC MATLAB FORTRAN COBOL BASIC CRISPR ELISA ANOVA MANOVA ANCOVA LSTM
    SCADA NIMBY SWAT SCUBA WYSIWYG
    """
)
_WORD = re.compile(r"(?<![\w.-])[A-Z](?:[A-Z'’]*[A-Z])?(?![\w])")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*\s*")
_LONG = 8
"""Letters; a word in capitals with so many is hardly ever an acronym."""

_SHORTEST_SURNAME = 4
"""Letters; shorter words in capitals are acronyms more often than names."""
_CLUSTER = re.compile(r"[^AEIOUY]{4}")
_NAME_BEFORE = re.compile(
    r"(?:^|[\s(“\"])([A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gen)\.|[A-Z]\.) $"
)
_SHOUTED_WORDS, _SHOUTED_SHARE = 4, 0.8


def without_shouting(text: str) -> str:
    """A sentence all in capitals gets small letters, but for known acronyms; in others, single common words do."""
    return _SENTENCE.sub(lambda match: _lowered(match[0]), text)


def _lowered(sentence: str) -> str:
    capitals = [word for word in _WORD.findall(sentence) if len(word) > 1]
    if not capitals:
        return sentence
    words = re.findall(r"[^\W\d_]{2,}", sentence)
    plain = sum(_is_emphasised(word) for word in capitals)
    shouted = len(capitals) >= _SHOUTED_WORDS and len(capitals) >= _SHOUTED_SHARE * len(words) and plain >= 2

    def lower(match: re.Match[str]) -> str:
        word = match[0]
        if not shouted and _is_surname(word, sentence[: match.start()]):
            return word[0] + word[1:].lower()
        if word in ACRONYMS or (len(word) < 2 and not (shouted and word == "A")):
            return word
        if not (re.search("[AEIOUY]", word) if shouted else _is_emphasised(word)):
            return word
        opens = not sentence[: match.start()].strip("\"'“‘( \n")
        return word[0] + word[1:].lower() if opens else word.lower()

    return _WORD.sub(lower, sentence)


def _is_surname(word: str, before: str) -> bool:
    """Whether a word in capitals is a name behind another one: `President NIXON`. A voice would spell some of them."""
    if len(word) < _SHORTEST_SURNAME or not word.isalpha() or word in ACRONYMS or _CLUSTER.search(word):
        return False
    name = _NAME_BEFORE.search(before)
    return name is not None and name[1].lower() not in EMPHASISED and re.search("[AEIOUY]", word) is not None


def _is_emphasised(word: str) -> bool:
    return word.lower() in EMPHASISED or (
        len(word) >= _LONG and word not in ACRONYMS and len(re.findall("[AEIOUY]", word)) >= 2
    )
