"""The state of an indexing workflow: how far it is in its manifest, and what became of the documents so far."""

from enum import StrEnum
from typing import Self

from pydantic import Field

from domain.collections.collection import DocumentFault
from domain.indexing.spec import Indexed, IndexingSpec
from domain.indexing.steps import EMBEDDING_PASSAGES, INDEXING_DOCUMENTS, SPANS, WITH_EMBEDDINGS
from domain.jobs.notice import Notice
from domain.jobs.progress import SHOWN
from domain.jobs.state import JobState
from domain.money import TokenUsage
from domain.value import Value


class Ending(StrEnum):
    """What became of a document."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    REMOVED = "removed"


class IndexingDetails(Value):
    collection_id: str = ""
    total_documents: int = 0
    completed_documents: int = 0
    unchanged_documents: int = 0
    failed_documents: int = 0
    passages: int = 0
    embedded_passages: int = 0


class IndexingState(JobState):
    """Documents before `position` in the manifest are done, and those in `ahead`, which were done out of order.

    `embedded_to`: number in the index of the last passage that was looked at for a vector.
    """

    step: str = INDEXING_DOCUMENTS
    collection_id: str
    total: int
    position: int = 0
    ahead: list[int] = Field(default_factory=list)
    endings: dict[Ending, int] = Field(default_factory=dict)
    passages: int = 0
    first_fault: DocumentFault | None = None
    embeds: bool = False
    embedded: int = 0
    embedded_to: int = 0

    @classmethod
    def first(cls, spec: IndexingSpec) -> Self:
        return cls(
            attempt=spec.attempt,
            title=spec.title,
            collection_id=spec.collection_id,
            total=spec.total,
            embeds=spec.embeddings is not None,
        )

    def span(self) -> tuple[int, int]:
        return (WITH_EMBEDDINGS if self.embeds else SPANS)[self.step]

    def share_done(self) -> float:
        if self.step == EMBEDDING_PASSAGES:
            return min(1.0, self.embedded / max(1, self.passages))
        return self._done() / max(1, self.total)

    def details(self) -> IndexingDetails:
        return IndexingDetails(
            collection_id=self.collection_id,
            total_documents=self.total,
            completed_documents=self._done(),
            unchanged_documents=self.endings.get(Ending.UNCHANGED, 0),
            failed_documents=self.endings.get(Ending.FAILED, 0),
            passages=self.passages,
            embedded_passages=self.embedded,
        )

    def done_so_far(self) -> str:
        return f"{self._done()} of {self.total} documents done"

    def left(self) -> list[int]:
        """Positions of the documents that are not done."""
        return [position for position in range(self.position, self.total) if position not in self.ahead]

    def document_done(
        self,
        position: int,
        ending: Ending,
        *,
        passages: int = 0,
        notices: tuple[Notice, ...] = (),
        fault: DocumentFault | None = None,
    ) -> None:
        self.endings[ending] = self.endings.get(ending, 0) + 1
        self.passages += passages
        if fault is not None:
            self.first_fault = self.first_fault or fault
            notices = (*notices, Notice(code=fault.code, message=fault.message, source=position + 1))
        self.warnings.extend(notices[: max(0, SHOWN - len(self.warnings))])  # thousands of documents may have some
        self.ahead.append(position)
        while self.position in self.ahead:
            self.ahead.remove(self.position)
            self.position += 1
        self._changed()

    def passages_embedded(self, count: int, *, last: int, tokens: TokenUsage) -> None:
        """Some got their vectors; `last` is the number of the last one."""
        self.embedded += count
        self.embedded_to = last
        self.money.wrote(tokens)
        self._changed()

    def result(self) -> Indexed:
        return Indexed(
            collection_id=self.collection_id,
            passages=self.passages,
            embedded=self.embedded,
            indexed=self.endings.get(Ending.INDEXED, 0),
            unchanged=self.endings.get(Ending.UNCHANGED, 0),
            failed=self.endings.get(Ending.FAILED, 0),
            removed=self.endings.get(Ending.REMOVED, 0),
        )

    @property
    def nothing_was_read(self) -> bool:
        return self.endings.get(Ending.FAILED, 0) == self.total

    def _done(self) -> int:
        return self.position + len(self.ahead)
