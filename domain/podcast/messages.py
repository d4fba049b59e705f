"""Messages to a running podcast, beyond those to every job."""

import hashlib
from collections.abc import Sequence

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.retrieve.completeness import SourceAnswer
from domain.script.corrections import SpeechChange
from domain.value import Value

SCRIPT_QUERY = "script"
EDIT_UPDATE = "edit"
APPROVE_UPDATE = "approve"
STALE = "stale"
"""The code of an edit of a script that is no longer there."""


class ResumeChange(SpeechChange):
    """`sources` by index from 1. `skip_unreadable`: every source that is parked is left out, and each that cannot be
    read later. Its artifact is the `change` of a ResumeOrder.
    """

    sources: dict[int, SourceAnswer] = Field(default_factory=dict)
    skip_unreadable: bool = False
    rewrite: bool = False  # the script, when it is parked


class ScriptView(Value):
    """Where the script stands so far: artifacts of Outline, Corpus and of each FrozenSegment, in order."""

    outline: ArtifactRef | None = None
    corpus: ArtifactRef | None = None
    segments: tuple[ArtifactRef, ...] = ()


class EditOrder(Value):
    """The order to put another script in the place of the one that a person reviews.

    `base` names the script that was edited (`script_name`): when another stands there by now, the order is rejected.
    `outline` and `drafts` are artifacts of Outline and of one SegmentDraft a segment.
    """

    base: str
    title: str
    outline: ArtifactRef
    drafts: tuple[ArtifactRef, ...]


class ApproveOrder(Value):
    """The order to speak the script as it stands."""


def script_name(segments: Sequence[ArtifactRef]) -> str:
    """A script by the bytes of its frozen segments."""
    return hashlib.sha256("/".join(each.sha256 for each in segments).encode()).hexdigest()
