"""The script as users get it: the `Script` of the HTTP API, made when an episode is rendered, or on request."""

from collections.abc import Sequence

from domain.retrieve.source import Corpus, Locator
from domain.retrieve.words import count_words
from domain.script.model import Outline, Turn
from domain.value import Value


class ScriptSegment(Value):
    title: str
    summary: str = ""


class ScriptOutline(Value):
    segments: tuple[ScriptSegment, ...] = ()


class ScriptTurn(Value):
    id: str
    index: int
    segment: int  # from 1, as every index that users see
    speaker: str
    text: str
    citations: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class ScriptPassage(Value):
    id: str
    source: str
    locator: Locator
    text: str


class ScriptDocument(Value):
    version: int
    language: str
    title: str
    outline: ScriptOutline
    turns: tuple[ScriptTurn, ...]
    passages: tuple[ScriptPassage, ...]
    words: int
    estimated_minutes: float


def script_document(
    *, version: int, language: str, outline: Outline, turns: Sequence[Turn], corpus: Corpus, minutes: float
) -> ScriptDocument:
    """The document of a script. It lists only those passages that a turn cites."""
    cited = {citation.passage for turn in turns for citation in turn.citations}
    titles = {source.index: source.title for source in corpus.sources}
    return ScriptDocument(
        version=version,
        language=language,
        title=outline.title,
        outline=ScriptOutline(
            segments=tuple(ScriptSegment(title=one.title, summary=one.summary) for one in outline.segments)
        ),
        turns=tuple(
            ScriptTurn(
                id=turn.id,
                index=turn.index,
                segment=turn.segment + 1,
                speaker=turn.speaker,
                text=turn.text,
                citations=tuple(dict.fromkeys(citation.passage for citation in turn.citations)),
                flags=turn.flags,
            )
            for turn in turns
        ),
        passages=tuple(
            ScriptPassage(id=one.id, source=titles.get(one.source, ""), locator=one.locator, text=one.text)
            for one in corpus.passages
            if one.id in cited
        ),
        words=sum(count_words(turn.text) for turn in turns),
        estimated_minutes=round(minutes, 2),
    )
