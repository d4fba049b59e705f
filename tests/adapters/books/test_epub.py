"""EPUB 3 with media overlays, read back by a parser: what it refers to is there, and its times are the timeline's."""

import tracemalloc
import zipfile
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from adapters.audio.chapters import BookChapterRenderer
from adapters.books.epub import EpubBinder
from domain.audiobook.overlays import Overlay, ReadAlong, read_along
from domain.audiobook.passages import HEADING, NARRATOR, OPENING
from domain.audiobook.ports import BookTags
from domain.combine.ports import Tags
from domain.script.freezing import freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.speaker import Role, Speaker
from tests.adapters.audio.shows import RATE, Show, decoded, made_show, no_progress
from tests.documents.novels import PNG

OPF, DC, XHTML = (
    "{http://www.idpf.org/2007/opf}",
    "{http://purl.org/dc/elements/1.1/}",
    "{http://www.w3.org/1999/xhtml}",
)
SMIL, OPS = "{http://www.w3.org/ns/SMIL}", "{http://www.idpf.org/2007/ops}"
TAGS = BookTags(title="Salt & <Stone>", author="A. Mason", narrator="anna", language="en")
TITLES = ("One & all", "Two")


async def bound(
    to: Path, chapters: list[tuple[ReadAlong, Path]], cover: Path | None = None, tags: BookTags = TAGS
) -> Path:
    async def each() -> AsyncIterator[tuple[ReadAlong, Path]]:
        for chapter in chapters:
            yield chapter

    await EpubBinder().bind(each(), tags=tags, cover=cover, to=to, on_progress=no_progress)
    return to


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


SAID = (
    DraftTurn(speaker=NARRATOR, text="One & all", flags=(HEADING,)),
    DraftTurn(speaker=NARRATOR, text="In < three > weeks\x0b it was “over”.", flags=(OPENING,)),
    DraftTurn(speaker=NARRATOR, text="So they said."),
    DraftTurn(speaker=NARRATOR, text="Part two", flags=(HEADING,)),
    DraftTurn(speaker=NARRATOR, text="It went on.", flags=(OPENING,)),
    DraftTurn(speaker=NARRATOR, text="And on."),
)


def tone(seconds: float, *, tone: float, rms_db: float) -> NDArray[np.float32]:
    time = np.arange(int(seconds * RATE)) / RATE
    return (10 ** (rms_db / 20) * np.sin(2 * np.pi * tone * time)).astype(np.float32)


async def spoken(show: Show, folder: Path, *, n: int, without: int = 0) -> tuple[ReadAlong, Path]:
    """A chapter, rendered; the passage `without` is left out of its timeline."""
    narrator = Speaker(
        name=NARRATOR,
        role=Role.EXPERT,
        vendor="fake",
        model="buzz",
        engine="1",
        voice="ada",
        words_per_minute=150,
        maximum_characters=4000,
    )
    draft = SegmentDraft(index=n, title=TITLES[n - 1], turns=SAID)
    turns = freeze_segment(draft, first_index=1, language="en", speakers=[narrator]).turns
    placed = tuple(
        each.model_copy(update={"text": turn.turn.text})
        for each, turn in zip(show.timeline.placed, turns, strict=True)
        if each.turn != without
    )
    timeline = show.timeline.model_copy(update={"placed": placed})
    sound = folder / f"{n}-{without}.m4a"
    numbers = [each.turn - 1 for each in placed]

    async def read(entry: int) -> bytes:
        return await show.read(numbers[entry])

    tags = Tags(title=TITLES[n - 1], artist="A. Mason", comment="")
    await BookChapterRenderer().render(timeline, read_clip=read, tags=tags, to={"m4a": sound}, on_progress=no_progress)
    return read_along(n, TITLES[n - 1], turns, timeline), sound


async def test_the_text_is_found_and_the_times_are_those_of_the_timeline(tmp_path: Path) -> None:
    show, picture = made_show(tone), tmp_path / "cover"
    picture.write_bytes(PNG)
    chapters = [await spoken(show, tmp_path, n=1), await spoken(show, tmp_path, n=2, without=3)]
    book = await bound(tmp_path / "book.epub", chapters, picture)
    with zipfile.ZipFile(book) as archive:
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert book.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
        container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
        root = container.find(".//{*}rootfile")
        assert root is not None
        package = ElementTree.fromstring(archive.read(root.attrib["full-path"]))
        items = {each.attrib["id"]: each.attrib for each in package.iter(f"{OPF}item")}
        held = set(archive.namelist()) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
        assert {f"EPUB/{each['href']}" for each in items.values()} == held, (
            "all that it holds is declared, and is there"
        )
        assert [each.attrib["properties"] for each in package.iter(f"{OPF}item") if "properties" in each.attrib] == [
            "nav",
            "cover-image",
        ]
        metas = list(package.iter(f"{OPF}meta"))
        told = {
            each.attrib.get("refines", ""): each.text or "" for each in metas if "duration" in each.attrib["property"]
        }
        assert package.findtext(f".//{DC}title") == "Salt & <Stone>" and package.findtext(f".//{DC}language") == "en"
        nav = ElementTree.fromstring(archive.read("EPUB/nav.xhtml"))
        links = [(each.attrib["href"], each.text) for each in nav.iter(f"{XHTML}a")]
        assert links == [("chapter-001.xhtml", "One & all"), ("chapter-002.xhtml", "Two")]
        whole = 0
        spine = [items[each.attrib["idref"]] for each in package.iter(f"{OPF}itemref")]
        assert [each["href"] for each in spine] == [href for href, _ in links]
        for document, (chapter, sound), timeline in zip(spine, chapters, (6, 5), strict=True):
            page = ElementTree.fromstring(archive.read(f"EPUB/{document['href']}"))
            texts = {each.attrib["id"]: each.text for each in page.iter(f"{XHTML}span")}
            overlay = items[document["media-overlay"]]
            assert overlay["media-type"] == "application/smil+xml"
            smil = ElementTree.fromstring(archive.read(f"EPUB/{overlay['href']}"))
            clips: list[tuple[int, int]] = []
            for par in smil.iter(f"{SMIL}par"):
                text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
                assert text is not None and audio is not None
                name, _, fragment = text.attrib["src"].partition("#")
                assert name == document["href"] and texts[fragment]
                assert f"EPUB/{audio.attrib['src']}" in held
                clips.append((milliseconds(audio.attrib["clipBegin"]), milliseconds(audio.attrib["clipEnd"])))
            assert len(clips) == len(texts) == timeline
            assert clips[0][0] == 0 and all(before[1] == after[0] for before, after in pairwise(clips))
            assert all(begin < end for begin, end in clips)
            assert [begin for begin, _ in clips[1:]] == [each.begin for each in chapter.passages[1:]]
            assert clips[-1][1] / 1000 <= len(decoded(sound)) / RATE < clips[-1][1] / 1000 + 0.07
            assert milliseconds(told[f"#{document['media-overlay']}"]) == sum(end - begin for begin, end in clips)
            assert archive.read(f"EPUB/audio/{document['href'].removesuffix('.xhtml')}.m4a") == sound.read_bytes()
            whole += clips[-1][1]
        assert milliseconds(told[""]) == whole
        page = ElementTree.fromstring(archive.read("EPUB/chapter-001.xhtml"))
        section = page.find(f".//{XHTML}section")
        assert section is not None
        assert [each.tag.removeprefix(XHTML) for each in section] == ["h1", "p", "h2", "p"]
        assert "".join(section[1].itertext()) == "In < three > weeks it was “over”. So they said."
    again = await bound(tmp_path / "again.epub", chapters, picture)
    assert again.read_bytes() == book.read_bytes()


async def test_begins_are_those_of_the_timeline(tmp_path: Path) -> None:
    show = made_show(tone)
    chapter, _ = await spoken(show, tmp_path, n=1)
    starts = [each.start * 1000 // RATE for each in show.timeline.placed]
    assert [each.begin for each in chapter.passages] == [0, *starts[1:]]
    assert chapter.milliseconds == show.timeline.total * 1000 // RATE


async def test_a_book_of_many_hours_takes_no_more_memory_than_one_chapter(tmp_path: Path) -> None:
    """Three hundred megabytes of sound."""
    sound = tmp_path / "long.m4a"
    sound.write_bytes(b"x" * 30_000_000)
    passage = Overlay(text="On and on.", heading=False, opens=True, begin=0, end=3_600_000)
    chapters = [(ReadAlong(n=n, title=str(n), passages=(passage,)), sound) for n in range(1, 11)]
    tracemalloc.start()
    try:
        await bound(tmp_path / "long.epub", chapters)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
