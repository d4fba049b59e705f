"""Files that are broken, hostile or absurd: read and made into a script, or refused in words; never a crash, a hang,
or an episode of nothing."""

import asyncio
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.readers.process import ProcessReader
from domain.errors import Fault
from domain.retrieve.chunking import chunk
from domain.retrieve.selection import select
from domain.retrieve.source import Corpus, Document, SourceSummary
from domain.retrieve.words import count_words
from domain.script.budget import words_for
from domain.script.extractive.episode import write_episode
from domain.script.extractive.pace import Pace
from domain.script.model import Brief, Part
from domain.tts.speaker import Role
from tests.documents import archives, pdf
from tests.documents.manuscript import LIGHTHOUSES, Manuscript
from tests.fuzz.length import LONG

pytestmark = pytest.mark.thorough

SECONDS = 30.0 if LONG else 8.0
"""The reader's own bound is 30 s; a file that needs so long is as well refused after 8."""

PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=160.0),
    Part(name="Ben", role=Role.EXPERT, words_per_minute=160.0),
)
PROSE = " ".join(paragraph for part in LIGHTHOUSES.parts for paragraph in part.paragraphs) + " "
LINE = "The keeper wound the clock at nine. Ships steered by the light because the coast was dark. "
HTML = b"<!DOCTYPE html><html><head><title>Light</title></head><body>%s</body></html>"
WORD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
    b"</w:document>"
)
MANY = 100_000 if LONG else 10_000
CONTROLS = "".join(chr(code) for code in [*range(1, 32), *range(127, 160), 0x2028, 0x2029, 0xFFFE, 0xFFFF])


def text(body: str, encoding: str = "utf-8", errors: str = "strict") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(body.encode(encoding, errors))


def page(body: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(HTML % (body if isinstance(body, bytes) else body.encode()))


def archive(kind: Callable[[Path, Manuscript], object], **parts: bytes) -> Callable[[Path], object]:
    """A good book or document with some of its parts replaced or added."""

    def make(path: Path) -> None:
        kind(path, LIGHTHOUSES)
        with zipfile.ZipFile(path) as source:
            held = {name: source.read(name) for name in source.namelist()}
        held |= parts
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, data in held.items():
                out.writestr(name, data)

    return make


def truncated(share: float) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        whole = pdf.make_pdf(path, LIGHTHOUSES).read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return make


def scrambled(path: Path) -> None:
    """A good PDF in which every 97th byte is another."""
    whole = bytearray(pdf.make_pdf(path, LIGHTHOUSES).read_bytes())
    for at in range(600, len(whole), 97):
        whole[at] ^= 0x15
    path.write_bytes(bytes(whole))


def hand_written(path: Path, objects: list[bytes]) -> None:
    """A PDF of these objects, the first its catalogue: no library is that quick."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, start)
    path.write_bytes(bytes(out))


def empty_pages(path: Path) -> None:
    """5,000 pages with nothing on them."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 5003))
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 5000
    hand_written(path, [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 5000/Kids[%s]>>" % kids, *pages])


def crowded_page(path: Path) -> None:
    """One page on which words are put hundreds of thousands of times."""
    places = ((20 + number * 37 % 500, 20 + number * 61 % 800) for number in range(500_000 if LONG else 50_000))
    drawn = b"BT /F1 9 Tf\n" + b"".join(b"1 0 0 1 %d %d Tm (lamp) Tj\n" % place for place in places) + b"ET"
    page_of = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    text_of = b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    hand_written(
        path,
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page_of, text_of, font],
    )


def long_spine(path: Path) -> None:
    """A book of nearly 20,000 documents, the most an archive may hold, each listed to be read."""
    archives.make_epub(path, LIGHTHOUSES)
    with zipfile.ZipFile(path) as book:
        package = next(name for name in book.namelist() if name.endswith(".opf"))
        listed = book.read(package).decode()
    count = 19_900 if LONG else 1_000
    items = "".join(f'<item id="x{n}" href="x{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(count))
    listed = listed.replace("</manifest>", f"{items}</manifest>")
    listed = listed.replace("</spine>", "".join(f'<itemref idref="x{n}"/>' for n in range(count)) + "</spine>")
    folder = package.rpartition("/")[0]
    parts = {f"{folder}/x{n}.xhtml": b"<html><body><p>Lamp %d is lit by the keeper.</p></body></html>" % n
             for n in range(count)}  # fmt: skip
    archive(archives.make_epub, **{package: listed.encode()}, **parts)(path)


def nested(path: Path) -> None:
    """A book in a book in a book."""
    inner = archives.make_bomb_epub(path, LIGHTHOUSES, 5).read_bytes()
    archive(archives.make_epub, **{"OEBPS/inner.epub": inner, "OEBPS/c0.xhtml": inner})(path)


def many_entries(path: Path) -> None:
    archives.make_epub(path, LIGHTHOUSES)
    with zipfile.ZipFile(path, "a") as book:
        for number in range(20_000):
            book.writestr(f"OEBPS/x{number}.xhtml", b"")


XXE = b"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>&x; %s</p></body></html>""" % PROSE.encode()
RELATIONS = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="../../../../etc/passwd"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
<Relationship Id="rId2" Target="http://127.0.0.1:9/x" TargetMode="External"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
PICTURES = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="file:///etc/passwd" TargetMode="External"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>"""

CASES: dict[str, Callable[[Path], object]] = {
    **{f"cut-{share:g}.pdf": truncated(share) for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999)},
    "scrambled.pdf": scrambled,
    "empty-pages.pdf": empty_pages,
    "operators.pdf": crowded_page,
    "head-only.pdf": lambda path: path.write_bytes(b"%PDF-1.7\n" + b"\0" * 4000),
    "bomb.epub": lambda path: archives.make_bomb_epub(path, LIGHTHOUSES, 80),
    "nested.epub": nested,
    "spine.epub": long_spine,
    "entries.epub": many_entries,
    "xxe.epub": archive(archives.make_epub, **{"OEBPS/c0.xhtml": XXE}),
    "laughs.epub": lambda path: archives.make_laughing_epub(path, LIGHTHOUSES),
    "climbing.epub": archive(archives.make_epub, **{"../../evil.xhtml": b"x", "/etc/evil": b"y"}),
    "laughs.docx": lambda path: archives.make_laughing_docx(path, LIGHTHOUSES),
    "relations.docx": archive(archives.make_docx, **{"_rels/.rels": RELATIONS}),
    "pictures.docx": archive(archives.make_docx, **{"word/_rels/document.xml.rels": PICTURES}),
    "hollow.docx": archive(archives.make_docx, **{"word/document.xml": b""}),
    "paragraphs.docx": archive(
        archives.make_docx,
        **{
            "word/document.xml": WORD % (b"<w:p/>" * MANY + b"<w:p><w:r><w:t>" + PROSE.encode() + b"</w:t></w:r></w:p>")
        },
    ),
    "tables.docx": archive(
        archives.make_docx,
        **{"word/document.xml": WORD % (b"<w:tbl><w:tr><w:tc>" * 2_000 + b"</w:tc></w:tr></w:tbl>" * 2_000)},
    ),
    "deep.docx": archive(
        archives.make_docx,
        **{
            "word/document.xml": WORD % (b"<w:body>" * 10_000 + b"</w:body>" * 10_000),
        },
    ),
    "line.txt": text(LINE * (110_000 if LONG else 5_000)),
    "word.txt": text("w" * 10_000_000),
    "paragraphs.txt": text("\n\n".join(f"Lamp {number} is lit." for number in range(100_000 if LONG else 20_000))),
    "controls.txt": text(PROSE + "".join(f"{mark}{LINE}" for mark in CONTROLS)),
    "controls-only.txt": text(CONTROLS * 100),
    "nuls.txt": text("\0".join(PROSE)),
    "nuls-only.txt": text("\0" * 5000),
    "hebrew.txt": text("המגדלור עמד על הצוק. הספינות ראו את האור מרחוק. " * 60),
    "arabic.html": page("<p dir='rtl'>" + "وقفت المنارة على الصخرة. رأت السفن الضوء من بعيد. " * 60 + "</p>"),
    "emoji.txt": text("😀 👩‍👩‍👧‍👦 🇩🇪 🏳️‍🌈 " * 500),
    "override.txt": text("\u202e" + PROSE + "\u202c\u2066" + PROSE),
    "marks.txt": text("e" + "\u0301" * 50_000 + " " + PROSE),
    "surrogates.txt": text("\ufeff" + PROSE + "\ud83d \udc00 " + PROSE, "utf-16-le", "surrogatepass"),
    "latin.txt": text("Der Leuchtturm grüßt die Fähre. " * 60, "latin-1"),
    "noise.txt": lambda path: path.write_bytes(
        bytes((number * 7919 + number // 251) % 256 for number in range(60_000))
    ),
    "scripts.html": page(
        f"<script>{PROSE}</script><style>{PROSE}</style><iframe srcdoc='{PROSE}'></iframe>"
        f"<noscript>{PROSE}</noscript><svg onload=alert(1)><text>{PROSE}</text></svg>"
    ),
    "styled.html": page(f"<script>steal()</script><article><p>{PROSE}</p></article><iframe src='file:///etc/passwd'>"),
    "deep.html": page(b"<div>" * 10_000 + PROSE.encode() + b"</div>" * 10_000),
    "deep-lists.html": page(b"<ul><li>" * 10_000 + PROSE.encode()),
    "unclosed.html": page(b"<table><tr><td>" * 5_000 + b"<p>" + PROSE.encode()),
    "bold.html": page(b"<b>" * (1_000_000 if LONG else 100_000) + PROSE.encode()),
    "attributes.html": page(b"<p " + b" ".join(b"a%d=x" % n for n in range(200_000)) + b">" + PROSE.encode() * 9),
    "links.html": page(b"<p><a href=#>Lamp</a></p>" * (100_000 if LONG else 40_000) + PROSE.encode()),
    "entities.html": page("&#0;&#xD800;&#x110000;&bogus;" * 500 + f"<p>{PROSE}</p>"),
    "fences.md": text("```\n" * 20_000 + "# " * 5_000 + PROSE),
    "quotes.md": text("> " * 20_000 + PROSE + "\n" + "* " * 10_000 + "[" * 20_000),
    **{
        f"{name}.md": text(PROSE + "\n\n" + mark * ((10_000_000 if LONG else 1_000_000) // len(mark)))
        for name, mark in {
            "brackets": "[",
            "stars": "**",
            "loose-stars": "**a ",
            "ticks": "`",
            "images": "![a](",
        }.items()
    },
    "footnotes.md": text(
        PROSE
        + "".join(f"A lamp[^{n}] is lit. " for n in range(MANY))
        + "\n\n"
        + "\n".join(f"[^{n}]: Lamp {n}." for n in range(MANY))
    ),
    "deep-lists.md": text(PROSE + "\n\n" + "\n".join("  " * depth + "- The lamp is lit." for depth in range(2_000))),
    "table.md": text("|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n\n" + PROSE),
}

SECRET = "root:"
"""How /etc/passwd begins."""


@pytest.fixture(scope="module")
def reader() -> ProcessReader:
    return ProcessReader(seconds=SECONDS)


async def _silent(said: str) -> None:
    return None


def episode(document: Document, name: str) -> int:
    """Words of the episode that the local writer makes of it."""
    passages = chunk(document, source=1)
    assert all(passage.text for passage in passages)
    summary = SourceSummary(
        index=1,
        title=document.title or name,
        kind=document.kind,
        language="en",
        words=sum(count_words(p.text) for p in passages),
    )
    corpus = select(Corpus(sources=(summary,), passages=passages), topic=None, token_budget=400_000)
    budget = words_for(2.0, PARTS)
    brief = Brief(title=None, topic=None, language="en", minutes=2.0, words=budget, parts=PARTS, corpus=corpus)
    made = write_episode(brief)
    said = [turn.text for draft in made.drafts for turn in draft.turns]
    assert said and all(any(character.isalnum() for character in turn) for turn in said)
    assert not any(SECRET in turn or "\0" in turn for turn in said)
    seconds = Pace(brief).seconds(made.drafts)
    assert seconds <= 1.1 * 120, f"{seconds:.0f} seconds of 120"
    " ".join(said).encode()
    return sum(count_words(turn) for turn in said)


@pytest.mark.parametrize("name", CASES)
async def test_a_file_becomes_an_episode_or_a_named_problem(name: str, tmp_path: Path, reader: ProcessReader) -> None:
    path = tmp_path / name
    await asyncio.to_thread(CASES[name], path)
    head = (await asyncio.to_thread(path.read_bytes))[:4096]
    kind = reader.sniff(head, name=name)
    if kind is None:
        return  # refused before it is read: 415
    started = time.monotonic()
    try:
        document = await reader.read(path, media_type=kind, name=name, on_progress=_silent)
        assert await asyncio.to_thread(episode, document, name) > 0
    except Fault as fault:
        assert fault.code
        assert len(fault.message) > 20
        assert fault.advice, fault.message
        assert "Traceback" not in fault.message
    assert time.monotonic() - started < 30 + SECONDS
