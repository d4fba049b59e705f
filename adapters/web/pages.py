"""What the head of a page says besides its text: that another page takes its place, or that it is the abstract of a
paper whose PDF stands elsewhere."""

import html
import re

SCANNED = 256 * 1024
"""Bytes of a page that are looked at: heads of pages are rarely a tenth of it."""

SOONEST = 10.0
"""Seconds: a page that gives way later than this is read by people; one that reloads itself names minutes."""

ABSTRACT_WORDS = 1_200
"""A page with fewer words that names a PDF is the abstract of a paper and its menus; articles have thousands."""

_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|noscript|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_META = re.compile(r"<meta\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d*\.?\d+)\.?\s*[;,]?\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Page:
    """A page's markup, or its beginning."""

    def __init__(self, data: bytes) -> None:
        self._shown = _UNSEEN.sub(" ", data[:SCANNED].decode("utf-8", errors="replace"))
        self._metas = [_attributes(each[1]) for each in _META.finditer(self._shown)]

    def successor(self) -> str | None:
        """The address that `<meta http-equiv="refresh">` leads to within seconds."""
        for meta in self._metas:
            if meta.get("http-equiv", "").lower() != "refresh":
                continue
            found = _REFRESH.fullmatch(meta.get("content", ""))
            address = found[2].strip().strip("'\"").strip() if found else ""
            if found and address and float(found[1]) <= SOONEST:
                return address
        return None

    def paper(self) -> str | None:
        """The address of the PDF that belongs to an abstract; None for a page that is long enough to be the paper."""
        named = [meta.get("content", "") for meta in self._metas if meta.get("name", "").lower() == "citation_pdf_url"]
        address = next((each.strip() for each in named if each.strip()), None)
        return address if address and len(_TAG.sub(" ", self._shown).split()) < ABSTRACT_WORDS else None


def _attributes(markup: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(markup):
        found.setdefault(name.lower(), html.unescape("".join(values)))
    return found
