"""Title and author of a web page: what its metadata and its first heading say, never a link or a label of its frame."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SEPARATOR = re.compile(r"\s+(?:[|·•»–—-]|::)\s+|\s*\|\s*")
_NAMED_AUTHOR = re.compile(r"(?:^|[\s_-])(?:authors?|by-?line|writer|creator)(?:$|[\s_-])", re.IGNORECASE)
_METADATA = (
    'meta[name="author"], meta[property="author"], meta[property="article:author"], meta[name="citation_author"], '
    'meta[name="dc.creator"], meta[name="DC.Creator"], meta[name="dcterms.creator"], meta[name="byl"]'
)
_LONGEST_BYLINE = 200  # characters


def title_of_page(tree: LexborHTMLParser, found: str | None, *, headings: list[str]) -> str | None:
    """`found`: the title that was made out from the whole page; `headings`: those of the article, in order.

    It is kept where the page's own title or its article has it too. A heading of the frame is not.
    """
    node = tree.css_first("title")
    own = " ".join(node.text(deep=True).split()) if node is not None else ""
    parts = [part for part in _SEPARATOR.split(own) if part.strip()]
    named = next((one for one in headings if any(_letters(one) == _letters(part) for part in parts)), None)
    if named and (found is None or _letters(found) not in {_letters(named), *map(_letters, headings)}):
        return named
    if found and (not own or _letters(found) in _letters(own) or any(_same(found, one) for one in headings)):
        if len(parts) > 1 and _same(found, parts[-1]) and not any(_same(found, one) for one in headings):
            return parts[0].strip()  # the name of the site, or of the book that the page is a chapter of
        return found
    if found and any(_same(found, text) for text in _open_graph(tree)):
        return found
    return (headings[0] if headings and not parts else parts[0].strip() if parts else None) or found


def author_of_page(tree: LexborHTMLParser, found: str | None) -> str | None:
    """`found`, when metadata or a by-line has it: a link to anything named "author" has not."""
    if found is None:
        return None
    name = _letters(found.split(";")[0])
    metadata = [node.attributes.get("content") or "" for node in tree.css(_METADATA)]
    structured = [node.text(deep=True) for node in tree.css('script[type="application/ld+json"]')]
    if any(name in _letters(text) for text in (*metadata, *structured)):
        return found
    lines = [node for node in tree.css("[class], [id], [rel], [itemprop]") if _NAMED_AUTHOR.search(_names(node))]
    texts = [node.text(deep=True) for node in (*lines, *tree.css("address, p, span, div"))]
    bylines = [text for text in texts if len(text) <= _LONGEST_BYLINE and name in _letters(text)]
    named = {node.text(deep=True) for node in lines}
    return (
        found
        if any(text in named or re.match(r"\s*(?:written )?by\s", text, re.IGNORECASE) for text in bylines)
        else None
    )


def _names(node: LexborNode) -> str:
    return " ".join(node.attributes.get(name) or "" for name in ("class", "id", "rel", "itemprop"))


def _open_graph(tree: LexborHTMLParser) -> list[str]:
    return [node.attributes.get("content") or "" for node in tree.css('meta[property="og:title"], meta[name="title"]')]


def _same(one: str, other: str) -> bool:
    return bool(_letters(one)) and _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
