"""Judging: whether what was written, and what was rendered, is what was asked for; else a person decides."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.podcast.lengths import Length, planned_share
    from domain.podcast.result import Episode
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.podcast.success import EPISODE, SCRIPT, Finding, Shortcoming, fault_of, judge, silence
    from domain.script.budget import minutes_of, parts_of
    from workflows.jobs.items import ItemRunner


class Judging:
    """The script is judged before its speech is paid for, and the episode by its sound.

    A resume goes on with what was found, which is not asked about again.
    """

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner) -> None:
        self._spec, self._state, self._runner = spec, state, runner
        self._parts = parts_of(spec.speakers)

    def on_course(self) -> bool:
        """Whether the segments so far fill their part of the plan in all voices, so that they may be spoken early."""
        if self._spec.keeps_length:
            return self._may_go_on()
        state, written = self._state, len(self._state.segments)
        share = written / max(1, state.segments_planned or 1)
        asked = self._minutes(round(state.words_planned * share), written)
        return not self._open(self._script(asked, possible=None))

    async def settle_script(self) -> None:
        """Returns when the script is as asked for, or a person has decided. Raises what `ask_person` raises."""
        if not self._state.rewrite:
            await self._settle(self._script(self._spec.minutes, possible=self._possible()))

    @property
    def voices_accepted(self) -> bool:
        """Whether a person goes on without someone who has no turn."""
        return Shortcoming.ONE_VOICE in self._state.accepted

    async def settle_voices(self, silent: Sequence[str]) -> None:
        """As `settle_script`, before there is all of it: these have no turn in any draft."""
        await self._settle([silence(silent)])

    async def _settle(self, found: list[Finding]) -> None:
        if findings := self._open(found):
            await self._runner.ask_person(SCRIPT, fault_of(SCRIPT, findings))
            if not self._state.rewrite:
                self._state.accepted += [one.shortcoming for one in findings]

    async def settle_episode(self, episode: Episode) -> None:
        """As `settle_script`, by what was rendered. A person who left out turns has decided already."""
        if self._state.skips:
            return
        found = judge(
            episode.seconds / 60,
            asked=self._spec.minutes,
            possible=self._possible(),
            speaking=self._state.speaking,
            parts=self._parts,
        )
        if findings := self._open(found):
            await self._runner.ask_person(EPISODE, fault_of(EPISODE, findings))
            self._state.accepted += [one.shortcoming for one in findings]

    def _may_go_on(self) -> bool:
        """As `on_course`, by the time that is frozen. Of several speakers, two have to be heard by then."""
        state = self._state
        possible = self._possible()
        whole = self._spec.minutes if possible is None else min(possible, self._spec.minutes)
        planned = whole * planned_share(state.pace, len(state.segments))
        found = judge(
            Length(state).frozen() / 60, asked=planned, possible=None, speaking=state.speaking, parts=self._parts
        )
        if len(state.speaking) > 1:
            found = [one for one in found if one.shortcoming is not Shortcoming.ONE_VOICE]
        return not self._open(found)

    def _script(self, asked: float, *, possible: float | None) -> list[Finding]:
        """Nothing where older workers froze a segment, and did not count its words."""
        state = self._state
        if self._spec.keeps_length:
            expected = Length(state).expected() / 60
            return judge(expected, asked=asked, possible=possible, speaking=state.speaking, parts=self._parts)
        if len(state.segment_words) < len(state.segments):
            return []
        minutes = self._minutes(sum(state.segment_words), len(state.segments))
        return judge(minutes, asked=asked, possible=possible, speaking=state.speaking, parts=self._parts)

    def _possible(self) -> float | None:
        words = self._state.words_possible
        return None if words is None else self._minutes(words, self._state.segments_planned or 1)

    def _minutes(self, words: int, segments: int) -> float:
        return minutes_of(words, self._parts, segments=segments)

    def _open(self, findings: list[Finding]) -> list[Finding]:
        return [one for one in findings if one.shortcoming not in self._state.accepted]
