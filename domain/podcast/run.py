"""The input of a podcast's run: its spec, and the state in which a run before it left off."""

from domain.podcast.spec import PodcastSpec
from domain.podcast.state import PodcastState


class PodcastRun(PodcastSpec):
    """A long run continues as new: `carried` is the whole state then. Without it the podcast begins."""

    carried: PodcastState | None = None
