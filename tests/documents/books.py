"""EPUB books put together part by part, with whatever package, guide and contents a test asks for."""

import zipfile
from html import escape
from pathlib import Path

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PROSE = (
    "The quarry lay above the village, and nobody had cut stone in it for thirty years. Every autumn the rain washed "
    "gravel into the lane, and the baker's cart could not pass until somebody had shovelled it away."
)


def page(body: str, *, head: str = "", attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops" xmlns:m="http://www.w3.org/1998/Math/MathML">'
        f"<head><title>t</title>{head}</head><body{attributes}>{body}</body></html>"
    )


def ncx(entries: list[tuple[str, str]]) -> str:
    points = "".join(
        f'<navPoint id="n{at}"><navLabel><text>{escape(name)}</text></navLabel><content src="{href}"/></navPoint>'
        for at, (href, name) in enumerate(entries)
    )
    return (
        '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head/>'
        f"<navMap>{points}</navMap></ncx>"
    )


def make_book(
    path: Path,
    parts: dict[str, str | bytes],
    *,
    spine: list[str] | None = None,
    contents: str = "",
    guide: str = "",
    extra: dict[str, str | bytes] | None = None,
    container: str | None = CONTAINER,
    aside: tuple[str, ...] = (),
) -> Path:
    """`parts`: file → document in OEBPS; `spine`: addresses as the package writes them, where they differ.

    `aside`: those of them outside the reading order.
    """
    hrefs = spine or list(parts)
    items = "".join(
        f'<item id="i{at}" href="{href}" media-type="application/xhtml+xml"/>' for at, href in enumerate(hrefs)
    )
    references = "".join(
        f'<itemref idref="i{at}" linear="{"no" if href in aside else "yes"}"/>' for at, href in enumerate(hrefs)
    )
    package = (
        '<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Quarry</dc:title></metadata>'
        f'<manifest>{items}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        f'<spine toc="ncx">{references}</spine><guide>{guide}</guide></package>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        if container is not None:
            book.writestr("META-INF/container.xml", container)
        book.writestr("OEBPS/content.opf", package)
        if contents:
            book.writestr("OEBPS/toc.ncx", contents)
        for name, data in parts.items():
            book.writestr(f"OEBPS/{name}", data)
        for name, data in (extra or {}).items():
            book.writestr(name, data)
    return path


def spoil(path: Path, name: str) -> Path:
    """Changes a byte of a part's data, so that its checksum fails."""
    with zipfile.ZipFile(path) as book:
        info = book.getinfo(name)
    data = bytearray(path.read_bytes())
    data[info.header_offset + 30 + len(name) + info.compress_size - 2] ^= 0xFF
    path.write_bytes(bytes(data))
    return path
