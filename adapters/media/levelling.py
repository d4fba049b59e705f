"""Audio brought to a loudness: measured, raised by a constant gain, limited where it must be, and measured again."""

from pathlib import Path

from adapters.media import commands
from adapters.media.loudness import TOLERANCE_LU, Level, Levelling, first, following, level_of
from adapters.media.run import Done
from adapters.media.stages import Span, Stages
from domain.jobs.notice import Notice
from domain.media.plan import OutputPlan

_PASSES = 5
"""Results made at most: of speech the second is nearly always close enough."""


class Levelled:
    """The nearest result. `level` is None where the source has no loudness; it was left as it is then."""

    def __init__(self, file: Path, done: Done, level: Level | None) -> None:
        self.file, self.done, self.level = file, done, level


async def levelled(stages: Stages, source: Path, plan: OutputPlan, *, span: Span) -> Levelled:
    """Makes the audio of a plan that asks for a loudness. Raises Failed, ProcessFault."""
    assert plan.audio is not None
    assert plan.audio.loudness_lufs is not None
    target = plan.audio.loudness_lufs
    begin, end = span
    measured, encoded = begin + 0.2 * (end - begin), begin + 0.8 * (end - begin)
    heard = await stages.run(commands.measuring(plan), source, seconds=plan.seconds, span=(begin, measured))
    level = level_of(heard.text)
    trial: Levelling | None = first(level, target)
    best: Levelled | None = None
    before: tuple[Levelling, Level] | None = None
    for number in range(_PASSES):
        if trial is None:
            break
        file = stages.folder / f"pass-{number}.{plan.format.value}"
        arguments = commands.converting(plan, file, gain_db=trial.gain_db, limit_dbtp=trial.limit_dbtp)
        done = await stages.run(arguments, source, seconds=plan.seconds, span=(measured, encoded))
        if level.lufs is None:
            return Levelled(file, done, None)
        checked = await stages.run(commands.checking(loudness=True), file, seconds=plan.seconds, span=(encoded, end))
        made = Levelled(file, done, level_of(checked.text))
        if best is None or _off(made, target) < _off(best, target):
            best = made
        assert made.level is not None
        tried, trial = trial, following(trial, made.level, target, before=before)
        before = (tried, made.level)
    assert best is not None
    return best


def notices(result: Levelled, target: float, *, name: str) -> tuple[Notice, ...]:
    level = result.level
    if level is None or level.lufs is None:
        message = f"{name} has no loudness to bring to {target:g} LUFS: it is silent, or shorter than 0.4 seconds."
        return (Notice(code="loudness_unknown", message=message),)
    if abs(level.lufs - target) <= TOLERANCE_LU:
        return ()
    message = f"The result has {level.lufs:.1f} LUFS, not {target:g}: its peaks allow no more, or its noise would."
    return (Notice(code="loudness_not_reached", message=message),)


def _off(result: Levelled, target: float) -> float:
    return abs(result.level.lufs - target) if result.level and result.level.lufs is not None else 1000.0
