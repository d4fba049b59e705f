"""The length of a podcast while it is made: what is spoken and frozen, and what time remains for the rest."""

from domain.podcast.pace import Pace
from domain.podcast.state import PodcastState
from domain.script.budget import PAUSE_BETWEEN_SEGMENTS
from domain.script.length import EDGES_SECONDS
from domain.script.turns import TurnState
from domain.tts.rates import LETTERS_PER_WORD

SHORT_SEGMENT, SHORT_EPISODE = 0.1, 0.04
"""Share of a segment, and at the last one of the episode, that has to be missing before more is written: a call that
gives one sentence costs as much time as one that gives an exchange, and the next segment can make good a little."""

FEWEST_WORDS = 20
"""To be asked for: a question and the shortest answer."""


class Length:
    """Seconds of one podcast, by its state as it is now."""

    def __init__(self, state: PodcastState) -> None:
        self._state, self._pace = state, state.pace

    @property
    def asked(self) -> float:
        return self._state.minutes * 60.0

    @property
    def rates(self) -> dict[str, float]:
        return self._pace.rates(self._state.voices)

    def frozen(self) -> float:
        """Of all that is frozen, with the pauses in it and the silence at both ends of the episode."""
        return self._said() + self._pace.silence + EDGES_SECONDS + self._pauses

    def _said(self, segment: int | None = None) -> float:
        """Of the frozen turns, of all segments or of one."""
        rates = self.rates
        return sum(
            record.seconds or record.plan.letters / rates[record.plan.speaker]
            for record in self._state.turns
            if record.state is not TurnState.SKIPPED and segment in (None, record.plan.segment)
        )

    @property
    def _pauses(self) -> float:
        return PAUSE_BETWEEN_SEGMENTS * max(0, (self._state.segments_planned or 1) - 1)

    def natural(self, index: int) -> float:
        """Of a segment that is not frozen yet, if nothing is cut and nothing added."""
        whole = self._pace.seconds_of_segment(index, self.rates, asked=self.asked)
        return max(0.0, whole - self._said(index)) if self._pace.begun else whole

    def to_come(self) -> float:
        """Of all segments that are not frozen, as they are."""
        return sum(self.natural(index) for index in range(self._state.whole_segments, self._planned))

    def target(self, index: int) -> float:
        """For the segment that is frozen next: its share of the time that remains."""
        remaining = max(0.0, self.asked - self.frozen())
        return remaining * self.natural(index) / max(1.0, self.to_come())

    def missing(self, index: int) -> float:
        """Seconds that should be written in addition before the segment is frozen; 0 where it is near enough."""
        short = self.target(index) - self.natural(index)
        is_last = index + 1 == self._planned
        enough = SHORT_EPISODE * self.asked if is_last else SHORT_SEGMENT * self.target(index)
        return short if short > enough else 0.0

    def words_missing(self, index: int) -> int:
        """As `missing`, in words to ask for, in round tens: near retries ask for the same."""
        missing, natural = self.missing(index), self.natural(index)
        written = self._pace.written.get(index)
        if not missing or not natural or written is None:
            return 0
        words = sum(written.talk.letters.values()) / LETTERS_PER_WORD * missing / natural
        return 10 * round(words / 10) if words >= FEWEST_WORDS else 0

    def expected(self) -> float:
        """Of the whole episode: what is frozen, and the rest as it is, of which nothing beyond the time is spoken."""
        return min(self.frozen() + self.to_come(), max(self.asked, self.frozen()))

    @property
    def _planned(self) -> int:
        return self._state.segments_planned or 0


def planned_share(pace: Pace, segments: int) -> float:
    """What part of the words is planned for the first so many segments."""
    return sum(pace.plan[:segments]) / max(1, sum(pace.plan))
