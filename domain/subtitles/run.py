"""The input of a run of a subtitles workflow: the spec, and where the run before it left off."""

from domain.subtitles.spec import SubtitlesSpec
from domain.subtitles.state import SubtitlesState


class SubtitlesRun(SubtitlesSpec):
    """`carried` is the state in which a run before this one left off."""

    carried: SubtitlesState | None = None
