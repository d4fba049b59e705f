"""Text without citations, footnotes and "(see Figure 3)", which a listener cannot follow."""

import re

_NUMBERS = r"(?!0)\d{1,3}(?:\s*[,;–—-]\s*(?!0)\d{1,3})*"
_BRACKETED = re.compile(
    rf"\s?\[\s*(?:refs?\.?\s*)?{_NUMBERS}(?:\s*,\s*pp?\.\s*\d+(?:\s*[–-]\s*\d+)?)?\s*\]", re.IGNORECASE
)
_EDITORIAL = re.compile(
    r"\s?\[(?:citation needed|edit|sic|note \d+|nb \d+|who\?|when\?|clarification needed|\.\.\.|…)\]", re.I
)

_NAME = r"(?:(?:de|da|del|della|di|du|la|le|van|von|der|den|ten|ter|al|el|bin)\s+){0,3}[A-Z][\w'’.-]*"
_AUTHORS = rf"{_NAME}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s*,\s*(?:and|&)\s+|\s+){_NAME}){{0,6}}(?:,?\s+et\s+al\.?)?"
_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
_PAGES = r"(?:\s*[,:]\s*(?:pp?\.\s*|ch(?:ap)?\.\s*)?\d+(?:\s*[–-]\s*\d+)?)?"
_WORK = rf"(?:(?:see|see also|cf\.|e\.g\.,?|i\.e\.,?|as in|after|reviewed in)\s+)?{_AUTHORS}"
_WORK_WITH_YEAR = rf"{_WORK}(?:,\s*|\s+\(?){_YEAR}\)?(?:\s*,\s*{_YEAR}){{0,4}}{_PAGES}"
_AUTHOR_YEAR = re.compile(rf"\s?\(\s*{_WORK_WITH_YEAR}(?:\s*;\s*(?:{_WORK_WITH_YEAR}|{_YEAR})){{0,9}}\s*\)")
_NOT_AUTHORS = re.compile(
    r"\(\s*[A-Z][\w'’-]*\s+\d{4}\s*\)|"  # (Paris 2024)
    r"\(\s*(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Spring|Summer|"
    r"Autumn|Fall|Winter|Q[1-4]|Early|Late|Mid|Since|Until|In|From|About|By|After|Before|As|Around|Circa|AD|BC)[a-z]*\b"
)

_PLACE = (
    r"(?:fig(?:ure|s)?s?|tab(?:le|s)?s?|eqs?|equations?|sec(?:t|tion)?s?|appendix|appendices|app|ch(?:ap|apter)?s?|pp?|"
    r"pages?|box|note)"
)
_CROSS_REFERENCE = re.compile(
    rf"\s?[(\[]\s*(?:see(?: also)?\s+|cf\.\s+|compare\s+|e\.g\.,?\s+)?{_PLACE}\b\.?\s*"
    r"(?:S?\d+|[A-Z]\b)[\w.,;&–\s-]{0,40}[)\]]",
    re.IGNORECASE,
)

_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPT_MARK = re.compile(
    rf"(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:!?)\]\"'”’]))[{_SUPERSCRIPT}]+(?:[,⁻–⁃˒][{_SUPERSCRIPT}]+)*"
)
_FLATTENED_MARK = re.compile(r"(?<=[a-z]{4})([.!?])\d{1,3}(?:[,–-]\d{1,3}){0,5}(?=\s+[A-Z\"“]|\s*$)")
_DAGGERS = re.compile(r"[†‡¶※]+")
_IDENTIFIER = re.compile(r"\s?\(?\b(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?10\.\d{4,9}/[^\s)\]]*[^\s)\].,;:]\)?", re.I)


def without_references(text: str) -> str:
    """Text without citations, footnote marks and cross-references. A number stays or goes as a whole."""
    text = _IDENTIFIER.sub("", text)
    for pattern in (_EDITORIAL, _BRACKETED, _CROSS_REFERENCE):
        text = pattern.sub(_nothing, text)
    text = _AUTHOR_YEAR.sub(lambda match: match[0] if _NOT_AUTHORS.match(match[0].strip()) else _nothing(match), text)
    text = _FLATTENED_MARK.sub(r"\1", text)
    return _DAGGERS.sub("", text)


def without_note_marks(text: str) -> str:
    """Text without raised figures after words and sentences. After a short symbol (m², x²) they are powers and stay."""
    return _SUPERSCRIPT_MARK.sub("", text)


def _nothing(match: re.Match[str]) -> str:
    """Empty, or a space where two words or numbers would otherwise grow together."""
    before = match.string[: match.start()][-1:]
    after = match.string[match.end() :][:1]
    return " " if before.isalnum() and after.isalnum() else ""
