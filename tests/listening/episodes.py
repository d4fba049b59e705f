"""Episodes of the documents in this folder, read by the readers as any upload is."""

from functools import cache
from pathlib import Path

from adapters.readers.child import parse
from adapters.readers.document import to_document
from adapters.readers.finishing import finish
from adapters.readers.sniffing import sniff
from domain.retrieve.chunking import chunk
from domain.retrieve.source import Corpus, SourceSummary
from domain.retrieve.words import count_words
from domain.script.budget import words_for
from domain.script.extractive.episode import Episode, write_episode
from domain.script.model import Brief, Part
from domain.tts.speaker import Role

FOLDER = Path(__file__).parent / "documents"
PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=165.0, characters_per_second=11.55),
    Part(name="Ben", role=Role.EXPERT, words_per_minute=160.0, characters_per_second=12.37),
)


def corpus_of(path: Path) -> Corpus:
    """The corpus of one file."""
    media_type = sniff(path.read_bytes()[:4096], name=path.name)
    assert media_type is not None
    content = finish(parse(path, media_type, only_check=False))
    document = to_document(
        content.pieces,
        name=path.name,
        media_type=media_type,
        title=content.title,
        author=content.author,
        pages=content.pages,
        hints=content.hints,
        left_out=content.left_out,
        share=1.0,
    )
    passages = chunk(document, source=1)
    summary = SourceSummary(
        index=1,
        title=document.title or path.stem,
        author=document.author,
        kind=document.kind,
        words=count_words(" ".join(passage.text for passage in passages)),
    )
    return Corpus(sources=(summary,), passages=passages)


@cache
def episode_of(name: str, minutes: float) -> tuple[Brief, Episode]:
    """The brief and the episode of a document in the folder."""
    brief = Brief(
        title=None,
        topic=None,
        language="en",
        minutes=minutes,
        words=words_for(minutes, PARTS),
        parts=PARTS,
        corpus=corpus_of(FOLDER / name),
    )
    return brief, write_episode(brief)
