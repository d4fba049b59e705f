"""Marks of pages and notes in a tree of markup, and first letters that stand apart from their words."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_PAGE_CLASS = re.compile(
    r"\b(?:page-?_?(?:num(?:ber)?|no|break)s?|pagenum|pgnum|pb|line-?_?(?:num(?:ber)?|no)s?)\b", re.I
)
_PAGE_TEXT = re.compile(
    r"\W*(?:p(?:g|age|p)?\b\.?\s*|seite\s*|S\.\s*)?(?:\d{1,4}[a-z]?|[ivxlcdm]{1,9})?\W*", re.IGNORECASE
)
_NOTE_LINK = re.compile(r"fn|foot|note|_ftn|_edn|cite|ref|^#n\d", re.IGNORECASE)
_NOTE_TEXT = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§])[\])]?")
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:foot-?|end-?|side-?)?note|fn|cite|citation)[_-]?(?:ref|reference|mark|marker|anchor|number|num|call|link)s?"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_INITIAL_CLASS = re.compile(r"drop-?_?cap|initial|lettrine|first-?_?letter|\bdc\b|versal", re.IGNORECASE)
_WORDS = frozenset("AIO")
"""Letters that are words too: a space behind one says so."""


def page_marks(tree: LexborHTMLParser) -> list[LexborNode]:
    """Elements that are nothing but the number of a page or line."""
    marks = tree.css("[role='doc-pagebreak'], [epub\\:type~='pagebreak'], [class]")
    found = []
    for node in marks:
        named = node.attributes.get("role") == "doc-pagebreak" or "pagebreak" in (
            node.attributes.get("epub:type") or ""
        )
        if (named or _PAGE_CLASS.search(node.attributes.get("class") or "")) and node.tag not in ("body", "section"):
            text = node.text(deep=True)
            if len(text) <= 20 and _PAGE_TEXT.fullmatch(text):
                found.append(node)
    return found


def note_links(tree: LexborHTMLParser) -> list[LexborNode]:
    """Links that are nothing but the mark of a note, with the superscript around them, and what a class calls one."""
    found = [
        node
        for node in tree.css("span[class], small[class], b[class], i[class], em[class]")
        if _NOTE_CLASS.search(node.attributes.get("class") or "") and _NOTE_TEXT.fullmatch(node.text(deep=True).strip())
    ]
    for node in tree.css("a, sup"):
        marks = f"{node.attributes.get('epub:type') or ''} {node.attributes.get('role') or ''}"
        if "noteref" in marks:
            found.append(node)
            continue
        link = node.css_first("a") if node.tag == "sup" else node
        text = node.text(deep=True).strip()
        if link is None or "#" not in (link.attributes.get("href") or "") or not _NOTE_TEXT.fullmatch(text):
            continue
        if (
            node.tag == "sup"
            or node.css_first("sup") is not None
            or _NOTE_LINK.search(
                f"{link.attributes.get('href')} {link.attributes.get('class') or ''}".rpartition("#")[2]
            )
        ):
            found.append(node)
    return found


def put_initials(tree: LexborHTMLParser) -> None:
    """First letters that are pictures or stand apart are put to their words."""
    for node in tree.css("img[alt]"):
        alt = (node.attributes.get("alt") or "").strip()
        following = _text_after(node)
        if not (1 <= len(alt) <= 2 and alt.isalpha() and following.lstrip()[:1].islower()):
            continue
        if following[:1].isspace() and not alt[0].isupper():
            continue
        after = node.next
        if alt not in _WORDS and after is not None and after.tag == "-text" and following[:1].isspace():
            after.replace_with(following.lstrip())
        node.replace_with(alt)
    for node in tree.css("[class]"):
        if not _INITIAL_CLASS.search(node.attributes.get("class") or ""):
            continue
        letter, after = node.text(deep=True).strip(), node.next
        if (
            len(letter) == 1
            and letter not in _WORDS
            and letter.isalpha()
            and after is not None
            and after.tag == "-text"
        ):
            text = after.text(deep=False)
            if text[:1].isspace() and text.lstrip()[:1].islower():
                after.replace_with(text.lstrip())


def _text_after(node: LexborNode) -> str:
    at = node
    while at.next is None and at.parent is not None and at.parent.tag in ("span", "a", "b", "i", "em", "strong", "big"):
        at = at.parent
    after = at.next
    return "" if after is None else after.text(deep=False) if after.tag == "-text" else after.text(deep=True)
