"""The sources of a podcast as its workflow knows them: which are read, what a person said, and the passages."""

from collections.abc import Mapping

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.jobs.notice import Notice
from domain.podcast.given import GivenSource
from domain.podcast.steps import Step
from domain.retrieve.completeness import SourceAnswer
from domain.script.speech_state import SpeechState

SOURCE = "source-"
"""How the ids of their items begin; a number of three digits or more follows."""


class SourcesState(SpeechState):
    """`answers`: what a person said of sources, by index. `read`: all that were not left out, as they were
    read. `corpus`: the artifact of the passages that were chosen."""

    step: str = Step.RETRIEVING_CONTENT
    sources: int = 1
    sources_read: int = 0
    answers: dict[int, SourceAnswer] = Field(default_factory=dict)
    skip_unreadable: bool = False
    read: list[GivenSource] = Field(default_factory=list)
    corpus: ArtifactRef | None = None
    corpus_words: int = 0
    language: str = ""

    def source_read(self, notices: tuple[Notice, ...] = ()) -> None:
        self.sources_read += 1
        self.warnings.extend(notices)
        self._changed()

    def sources_answered(self, answers: Mapping[int, SourceAnswer], *, skip_unreadable: bool) -> None:
        """What a person said of sources; without a word on one that is parked, `skip_unreadable` leaves it out."""
        self.answers.update(answers)
        self.skip_unreadable = self.skip_unreadable or skip_unreadable
        parked = [int(item.removeprefix(SOURCE)) for item in self.attention if item.startswith(SOURCE)]
        if skip_unreadable:
            self.answers.update({index: SourceAnswer(skip=True) for index in parked if index not in answers})

    def answer(self, index: int) -> SourceAnswer:
        return self.answers.get(index, SourceAnswer())

    def source_left_out(self, index: int, why: str) -> None:
        message = f"Source {index} is left out: {why}"
        self.source_read((Notice(code="source_left_out", message=message[:600], source=index),))

    def passages_chosen(
        self, corpus: ArtifactRef, *, title: str, language: str, words: int, notices: tuple[Notice, ...] = ()
    ) -> None:
        self.corpus, self.language, self.corpus_words = corpus, language, words
        self.title = self.title or title
        self.step = Step.GENERATING_SCRIPT
        self.warnings.extend(notices)
        self._changed()
