"""EPUB 3 with media overlays: a document, its sound and a SMIL for each chapter, written one after the other.

The bytes follow from the book alone: entries have one fixed time, and the identifier is a hash of what they hold.
"""

import asyncio
import hashlib
import re
import uuid
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from domain.audiobook.overlays import Overlay, ReadAlong
from domain.audiobook.ports import BookTags
from domain.progress import OnProgress

MODIFIED = "1980-01-01T00:00:00Z"
"""The earliest time that a ZIP can hold: a book has no other that is the same whenever it is made."""

ACTIVE = "-epub-media-overlay-active"
STYLE = f"body {{ line-height: 1.5 }}\n.{ACTIVE} {{ background: #fdf3c7 }}\n"

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLOCK = 2**20


class EpubBinder:
    """Implements `BookBinder`."""

    async def bind(
        self,
        chapters: AsyncIterator[tuple[ReadAlong, Path]],
        *,
        tags: BookTags,
        cover: Path | None,
        to: Path,
        on_progress: OnProgress,
    ) -> None:
        book = _Book(to, tags)
        try:
            async for chapter, sound in chapters:
                await on_progress(f"binding chapter {chapter.n}")
                await asyncio.to_thread(book.add, chapter, sound)
            await asyncio.to_thread(book.finish, cover)
        finally:
            await asyncio.to_thread(book.close)


class _Book:
    def __init__(self, to: Path, tags: BookTags) -> None:
        self._tags, self._language = tags, tags.language or "und"
        self._zip = zipfile.ZipFile(to, "w")
        self._hash = hashlib.sha256(repr(tags).encode())
        self._chapters: list[tuple[str, str, int]] = []  # name, title, milliseconds
        self._write("mimetype", "application/epub+zip", packed=False)
        self._write("META-INF/container.xml", CONTAINER)
        self._write("EPUB/style.css", STYLE)

    def add(self, chapter: ReadAlong, sound: Path) -> None:
        name, title = f"chapter-{chapter.n:03}", _text(chapter.title)
        body = _body(chapter)
        self._write(f"EPUB/{name}.xhtml", self._page(title, f'<section epub:type="chapter">{body}</section>'))
        self._write(f"EPUB/{name}.smil", _smil(name, chapter))
        self._copy(sound, f"EPUB/audio/{name}.m4a")
        self._chapters.append((name, title, chapter.milliseconds))

    def finish(self, cover: Path | None) -> None:
        picture = ""
        if cover is not None:
            with cover.open("rb") as file:
                picture = "png" if file.read(4) == b"\x89PNG" else "jpeg"
            self._copy(cover, f"EPUB/cover.{picture}")
        entries = "".join(f'<li><a href="{name}.xhtml">{title}</a></li>' for name, title, _ in self._chapters)
        nav = f'<nav epub:type="toc"><h1>{_text(self._tags.title)}</h1><ol>{entries}</ol></nav>'
        self._write("EPUB/nav.xhtml", self._page(_text(self._tags.title), nav))
        self._write("EPUB/package.opf", self._package(picture))

    def close(self) -> None:
        self._zip.close()

    def _page(self, title: str, body: str) -> str:
        language = quoteattr(self._language)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
            f"lang={language} xml:lang={language}>\n<head><title>{title}</title>"
            f'<link rel="stylesheet" href="style.css"/></head>\n<body>{body}</body>\n</html>\n'
        )

    def _package(self, picture: str) -> str:
        tags, chapters = self._tags, self._chapters
        whole = sum(milliseconds for _, _, milliseconds in chapters)
        identifier = uuid.UUID(bytes=self._hash.digest()[:16], version=5)
        metadata = [
            f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>',
            f"<dc:title>{_text(tags.title)}</dc:title>",
            f"<dc:language>{_text(self._language)}</dc:language>",
            f'<meta property="dcterms:modified">{MODIFIED}</meta>',
            *([f"<dc:creator>{_text(tags.author)}</dc:creator>"] if tags.author else []),
            *([f'<meta property="media:narrator">{_text(tags.narrator)}</meta>'] if tags.narrator else []),
            f'<meta property="media:active-class">{ACTIVE}</meta>',
            f'<meta property="media:duration">{_clock(whole)}</meta>',
            *(
                f'<meta property="media:duration" refines="#{name}-smil">{_clock(milliseconds)}</meta>'
                for name, _, milliseconds in chapters
            ),
            '<meta property="schema:accessMode">textual</meta>',
            '<meta property="schema:accessMode">auditory</meta>',
            '<meta property="schema:accessibilityFeature">synchronizedAudioText</meta>',
        ]
        items = [
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
            '<item id="style" href="style.css" media-type="text/css"/>',
        ]
        if picture:
            cover = f'href="cover.{picture}" media-type="image/{picture}" properties="cover-image"'
            items.append(f'<item id="cover" {cover}/>')
        for name, _, _ in chapters:
            overlay = f'media-type="application/xhtml+xml" media-overlay="{name}-smil"'
            items += [
                f'<item id="{name}" href="{name}.xhtml" {overlay}/>',
                f'<item id="{name}-smil" href="{name}.smil" media-type="application/smil+xml"/>',
                f'<item id="{name}-audio" href="audio/{name}.m4a" media-type="audio/mp4"/>',
            ]
        spine = "".join(f'<itemref idref="{name}"/>' for name, _, _ in chapters)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            f'unique-identifier="id" xml:lang={quoteattr(self._language)}>\n'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n' + "\n".join(metadata) + "\n</metadata>\n"
            "<manifest>\n" + "\n".join(items) + f"\n</manifest>\n<spine>{spine}</spine>\n</package>\n"
        )

    def _write(self, name: str, text: str, *, packed: bool = True) -> None:
        data = text.encode()
        self._hash.update(data)
        info = _entry(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip.writestr(info, data)

    def _copy(self, file: Path, name: str) -> None:
        """Stored: sound and pictures are packed already."""
        info = _entry(name)
        info.file_size = file.stat().st_size  # beyond 2 GiB the entry needs the larger form
        with file.open("rb") as source, self._zip.open(info, "w") as entry:
            while block := source.read(_BLOCK):
                self._hash.update(block)
                entry.write(block)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    return info


def _body(chapter: ReadAlong) -> str:
    """Headings, and paragraphs of the passages that belong together."""
    blocks: list[tuple[str, list[str]]] = []
    for number, each in enumerate(chapter.passages, start=1):
        said = f'<span id="p{number:04}">{_text(each.text)}</span>'
        if each.heading or each.opens or not blocks:
            blocks.append((_element(each, first=not blocks), [said]))
        else:
            blocks[-1][1].append(said)
    return "".join(f"<{element}>{' '.join(said)}</{element}>" for element, said in blocks)


def _element(passage: Overlay, *, first: bool) -> str:
    if not passage.heading:
        return "p"
    return "h1" if first else "h2"


def _smil(name: str, chapter: ReadAlong) -> str:
    pars = "\n".join(
        f'<par id="s{number:04}"><text src="{name}.xhtml#p{number:04}"/><audio src="audio/{name}.m4a" '
        f'clipBegin="{_clock(each.begin)}" clipEnd="{_clock(each.end)}"/></par>'
        for number, each in enumerate(chapter.passages, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<smil xmlns="http://www.w3.org/ns/SMIL" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">\n<body>\n{pars}\n</body>\n</smil>\n'
    )


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
