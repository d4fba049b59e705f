"""Splitting a block into sentences, and judging whether a sentence may be spoken at all."""

import re

from domain.script.extractive.lexicon import WORD, word_set
from domain.script.extractive.verbs import BASE_VERBS, has_finite_verb

SHORTEST, LONGEST = 6, 32
"""Words of a sentence that can be followed by ear."""

_ABBREVIATIONS = word_set(
    "fig figs eq eqs ref refs sec dr mr mrs ms prof st sr jr vs etc al e.g i.e cf ca approx no nos "
    "vol vols ed eds pp inc ltd co corp dept est u.s u.k u.n a.m p.m ph.d b.c a.d gen col sgt capt "
    "lt rev hon gov sen rep jan feb mar apr jun jul aug sep sept oct nov dec mt ft messrs viz resp "
    "chap ch tab min max avg"
)
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?:\[\d+(?:[,–\-\s]+\d+)*\]|[¹²³⁰-⁹]+)*(?=\s)")
_OPENER = re.compile(r"\s+[\"“‘'(\[]*[A-Z0-9À-ÖØ-Þ]")
_LAST_TOKEN = re.compile(r"([^\s(\[“\"]+)$")


def split(text: str) -> list[tuple[int, int]]:
    """Offsets [start, end) of the sentences of a block; what stands after the last full stop is a sentence too."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group()[0] == "." and _abbreviated(text[start : match.start()], text[end:]):
            continue
        if not _OPENER.match(text, end):
            continue
        spans.append((start, end))
        start = end
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


def _abbreviated(before: str, after: str) -> bool:
    match = _LAST_TOKEN.search(before)
    last = match.group(1).lower().strip("“”\"'‘’([") if match else ""
    if last == "no":  # "No. 5", but also the end of "the answer was no."
        return bool(re.match(r"\s+\d", after))
    if last in {
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "u.s",
        "u.k",
        "a.m",
        "p.m",
        "b.c",
        "a.d",
        "al",
        "est",
        "min",
        "max",
        "ft",
        "u.n",
    }:
        return not re.match(
            r"\s+(?:The|A|An|In|It|This|These|They|He|She|We|But|And|For|At|On|By|As|When|If|Its|Their)\b", after
        )
    return last in _ABBREVIATIONS or bool(re.fullmatch(r"[a-z]", last) and before[-1:].isupper() and last != "i")


_UNSPEAKABLE = re.compile(
    r"[=<>{}^_|\\~#*@∑∫√≈≤≥±→←↑↓•·§¶©®™�]|https?:|www\.|\w/\w+/|\b\w+\.(?:com|org|net|io|html|pdf|py|"
    r"js|txt|csv)\b|\.\.\.|…"
)
_POINTING = re.compile(
    r"\b(?:see|in|of|from|by|on)\s+(?:the\s+)?(?:fig(?:ure|s)?\b|figs?\.|tables?\s+\w*\d|"
r"eq(?:uation)?\b\.?|sections?\s+\d|chapters?\s+\d|appendix)"
    r"|\b(?:figures?|figs?\.|tables?|equations?|sections?|chapters?|appendix|appendices|panels?|listings?|"
r"boxe?s?)\s+(?:\d|[A-Z]\b|[IVX]+\b)"
    r"|\b(?:as|see|described|mentioned|shown|listed|discussed|noted|given|outlined|defined|introduced|"
r"presented|explained|seen|and|the|or)\s+(?:above|below|earlier)\b(?!\s+(?:sea|the|a|an|\d|"
r"freezing|zero|ground|average))"
    r"|\b(?:above|below)[.,;]|\babove-|^(?:above|below)\b|\b(?:above|below)\s+(?:we|figure|table|example|section|list)"
    r"|\bthis\s+(?:section|chapter|subsection|figure|table|page|appendix|paragraph|list|website|site|"
r"post|video|tutorial|slide|box)\b"
    r"|\b(?:next|previous|following|preceding|last|earlier|later)\s+(?:sections?|chapters?|pages?|"
r"paragraphs?|figures?|tables?|parts?\s+of\s+this)\b"
    r"|\b(?:as follows|the following)\b|\bas (?:we|you|I) (?:saw|have seen|will see|shall see|"
r"discussed|said|noted|know)\b"
    r"|\b(?:shown|left|right|pictured) (?:here|panel)\b|\bclick(?:ing)?\b|\bread more\b|\bsign up\b|"
r"\bsubscri\w+|\bcookies? (?:policy|settings|preferences|to)\b"
    r"|\bnewsletter\b|\ball rights reserved\b|\bcopyright\b|\bISBN\b|\bdoi\b|\bterms of (?:use|"
r"service)\b|\bprivacy policy\b|\blog ?in\b"
    r"|\bibid\b|\bop\. cit\b|\bsee also\b|\bet seq\b|\bshare this\b|\bfollow us\b|\bcontact us\b|"
r"\bdownload\b|\bscroll\b",
    re.IGNORECASE,
)  # fmt: skip
_SHOUTED = re.compile(r"\b[A-Z]{7,}\b|\b[A-Z]{2,}\s+[A-Z]{2,}\s+[A-Z]{2,}\b")
_NUMBERED_STUB = re.compile(r"^(?:\d+[.)]|\(?[a-z]\)|[ivx]+[.)])\s", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|wrote|writes|writing|called|calls|calling|argued|argues|noted|notes|declared|"
    r"declares|asked|asks|put it|according to|described|describes|"
    r"termed|named|known as|titled|entitled|word|words|term|meaning|means|meant|phrase|nicknamed|"
    r"dubbed|labelled|labeled|wondered|replied|observed|concluded|"
    r"recalled|explained|explains|claimed|remarked|reported|insisted|warned|proclaimed|announced|told|"
    r"complained|joked)\b"
)


def closes_well(text: str) -> bool:
    """Brackets and quotation marks come in pairs."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
        and text.count("«") == text.count("»")
    )


def speakable(text: str, *, imperative: bool = False, shortest: int = SHORTEST, longest: int = LONGEST) -> bool:
    """Rule 2. `imperative`: an order counts as having a verb, since the text is a how-to."""
    if not re.search(r"\.[\"”’')]*$", text) or (not text[:1].strip("“\"'‘").isalnum() and text[:1] not in "“\"'‘"):
        return False
    words = [word.lower() for word in WORD.findall(text)]
    if not shortest <= len(words) <= longest:
        return False
    visible = [char for char in text if not char.isspace()]
    if sum(char.isalpha() for char in visible) < 0.8 * len(visible):
        return False
    if (
        text[:1].islower()
        or _NUMBERED_STUB.match(text)
        or _UNSPEAKABLE.search(text)
        or _POINTING.search(text)
        or _SHOUTED.search(text)
    ):
        return False
    if "?" in text or "!" in text or not closes_well(text) or not quotes_attributed(text):
        return False
    return has_finite_verb(words) or (imperative and words[0] in BASE_VERBS)


def quotes_attributed(text: str) -> bool:
    """A quotation of four words or more is spoken only with the words that say whose it is."""
    for match in _QUOTED.finditer(text):
        if len(match.group(1).split()) >= 4 and not _ATTRIBUTED.search(
            text[: match.start()] + " " + text[match.end() :]
        ):
            return False
    return True
