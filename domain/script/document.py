"""The script as users get it: the `Script` of the HTTP API, made when an episode is rendered, or on request."""

from collections.abc import Sequence
from typing import Protocol

from domain.retrieve.source import Corpus, Locator, Passage
from domain.retrieve.words import count_words
from domain.script.model import Citation, Outline, Turn
from domain.value import Value


class ScriptSegment(Value):
    title: str
    summary: str = ""


class ScriptOutline(Value):
    segments: tuple[ScriptSegment, ...] = ()


class Locate(Protocol):
    """Finds the sentence of a passage that bears a turn out: `domain.script.grounding.citing.located`."""

    def __call__(self, text: str, passage: Passage, *, language: str = ...) -> Citation: ...


class ScriptReference(Value):
    """What bears a turn out: the words of a passage, and where they stand. `source` is the title of the document."""

    passage: str
    source: str
    locator: Locator
    words: str = ""

    @property
    def place(self) -> str:
        """Where in its document it stands, as people say it: `page 3`, a chapter, or the nearest heading."""
        if self.locator.page is not None:
            return f"page {self.locator.page}"
        return self.locator.chapter or (self.locator.headings[-1] if self.locator.headings else "")


class ScriptTurn(Value):
    """`citations` are the ids of passages; `references` say of each what words of it bear the turn out."""

    id: str
    index: int
    segment: int  # from 1, as every index that users see
    speaker: str
    text: str
    citations: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    references: tuple[ScriptReference, ...] = ()


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


LONGEST_REFERENCE = 400
"""Characters of the words of a passage, about three sentences; the passage stands in the script as a whole."""


def script_document(
    *,
    version: int,
    language: str,
    outline: Outline,
    turns: Sequence[Turn],
    corpus: Corpus,
    minutes: float,
    locate: Locate | None = None,
) -> ScriptDocument:
    """The document of a script. It lists only those passages that a turn cites.

    Without `locate`, a citation of a whole passage gets no words of it.
    """
    cites = _Cites(corpus, language, locate)
    cited = {citation.passage for turn in turns for citation in turn.citations}
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
                references=cites.references(turn),
            )
            for turn in turns
        ),
        passages=tuple(
            ScriptPassage(id=one.id, source=cites.titles.get(one.source, ""), locator=one.locator, text=one.text)
            for one in corpus.passages
            if one.id in cited
        ),
        words=sum(count_words(turn.text) for turn in turns),
        estimated_minutes=round(minutes, 2),
    )


class _Cites:
    """The passages of a corpus, as turns cite them."""

    def __init__(self, corpus: Corpus, language: str, locate: Locate | None) -> None:
        self.titles = {source.index: source.title for source in corpus.sources}
        self._passages = {one.id: one for one in corpus.passages}
        self._language, self._locate = language, locate

    def references(self, turn: Turn) -> tuple[ScriptReference, ...]:
        """One for each place that is cited; neighbouring sentences of a passage are one."""
        found = [(self._passages[one.passage], one) for one in turn.citations if one.passage in self._passages]
        places = [(passage, self._place(turn.text, passage, citation)) for passage, citation in found]
        return tuple(
            ScriptReference(
                passage=passage.id,
                source=self.titles.get(passage.source, ""),
                locator=passage.locator,
                words=_shortened(" ".join(passage.text[start:end].split())),
            )
            for passage, start, end in _joined(places)
        )

    def _place(self, text: str, passage: Passage, citation: Citation) -> Citation:
        """Of a citation of the whole passage: the sentence that bears the turn out, where one does."""
        if citation.end or self._locate is None:
            return citation
        return self._locate(text, passage, language=self._language)


def _joined(places: Sequence[tuple[Passage, Citation]]) -> list[tuple[Passage, int, int]]:
    joined: list[tuple[Passage, int, int]] = []
    for passage, one in places:
        last, start, end = joined[-1] if joined else (None, 0, 0)
        adjacent = last is passage and end <= one.start and not passage.text[end : one.start].strip()
        if adjacent:
            joined[-1] = (passage, start, one.end)
        elif (passage, one.start, one.end) not in joined:
            joined.append((passage, one.start, one.end))
    return joined


def _shortened(words: str) -> str:
    """The words up to a length that is read at a glance, cut between words."""
    if len(words) <= LONGEST_REFERENCE:
        return words
    return words[:LONGEST_REFERENCE].rsplit(" ", 1)[0] + " …"
