"""Web pages: the article, and hints of what stands in its place."""

from collections.abc import Iterable

from adapters.readers.content import Content
from adapters.readers.markup.nesting import flattened
from adapters.readers.pages.article import read_article
from adapters.readers.pages.wall_signs import walls_of


def read_html(markup: str, *, sheets: Iterable[str] = ()) -> Content:
    markup = flattened(markup.lstrip("\ufeff").replace("\x00", ""))
    content = read_article(markup, sheets=sheets)
    content.hints |= walls_of(markup, content.pieces)
    return content
