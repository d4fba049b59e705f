"""The script that a person edits, with everything that an edit of it is checked against."""

from dataclasses import dataclass

from domain.artifacts.reference import ArtifactRef
from domain.podcast.messages import script_name
from domain.retrieve.source import Corpus
from domain.script.document import ScriptDocument
from domain.script.editing import EditedScript, ScriptEdit, edited_script
from domain.script.frozen import FrozenSegment
from domain.script.model import Outline


@dataclass(frozen=True, kw_only=True)
class ShownScript:
    """`document` is what `GET …/script` answers. `refs` are the artifacts of `segments`, `corpus_ref` that of `corpus`,
    where it is known."""

    document: ScriptDocument
    outline: Outline
    corpus: Corpus
    corpus_ref: ArtifactRef | None
    segments: tuple[FrozenSegment, ...]
    refs: tuple[ArtifactRef, ...]

    @property
    def name(self) -> str:
        return script_name(self.refs)

    def edited(self, edit: ScriptEdit, *, speakers: tuple[str, ...]) -> EditedScript:
        """Raises Refused."""
        return edited_script(
            edit,
            shown=self.document,
            outline=self.outline,
            corpus=self.corpus,
            segments=self.segments,
            speakers=speakers,
        )
