"""A media converter: one output at a time, by ffmpeg within limits, checked before it is handed over."""

import asyncio
import tempfile
from pathlib import Path

from adapters.media import commands, faults
from adapters.media.levelling import levelled, notices
from adapters.media.loudness import Level
from adapters.media.run import Done, Failed
from adapters.media.stages import Stages
from adapters.process.faults import ProcessFault
from adapters.process.limits import Limits
from domain.errors import ItemFault
from domain.jobs.notice import Notice
from domain.media.formats import MediaFormat
from domain.media.plan import OutputPlan
from domain.media.ports import ConvertedFile
from domain.progress import OnProgress

_LEAST_SECONDS, _HD = 60.0, 1280 * 720 * 25.0
"""Wall time: a minute and the length of the media, or four times that for each 720p of video that is encoded. A core
of a laptop encodes audio a hundred times, 720p three times as fast as it plays."""

_AUDIO_TOLERANCE, _VIDEO_TOLERANCE = 0.25, 1.0
"""Seconds that a result may differ from the plan: encoders pad by less than 0.1, a last frame may last a second."""

_SHARE_TOLERANCE = 0.005
"""The same as a share of the length: packets that were lost, or counted twice, in a source that is nearly whole."""


class FfmpegConverter:
    """A result is whole and checked, or there is none.

    Args:
        memory: bytes of address space of a process. Decoding and encoding 2160p takes about 2 GB.
        maximum_bytes: of a result.
    """

    def __init__(self, *, memory: int = 4 * 2**30, maximum_bytes: int = 8 * 10**9) -> None:
        self._memory, self._maximum = memory, maximum_bytes

    async def convert(
        self, source: Path, plan: OutputPlan, *, name: str, to: Path, on_progress: OnProgress
    ) -> ConvertedFile:
        if (plan.bytes_expected or 0) > self._maximum:
            raise faults.too_large(name, self._maximum)
        limits = Limits(seconds=_wall_seconds(plan), memory=self._memory, file_bytes=self._maximum)
        with tempfile.TemporaryDirectory(prefix=".convert-", dir=to.parent) as folder:
            stages = Stages(Path(folder), limits=limits, on_progress=on_progress)
            try:
                made, result = await self._made(stages, source, plan, name)
            except (Failed, ProcessFault) as error:
                raise faults.of_run(error, name, maximum_bytes=self._maximum) from error
            made.replace(to)
        return result

    async def _made(self, stages: Stages, source: Path, plan: OutputPlan, name: str) -> tuple[Path, ConvertedFile]:
        """Raises Failed, ProcessFault, ItemFault."""
        try:
            return await _attempt(stages, source, plan, name)
        except (Failed, ItemFault):
            if not plan.copies:
                raise
        return await _attempt(stages, source, plan.encoded, name)  # a stream that the other container does not take


async def _attempt(stages: Stages, source: Path, plan: OutputPlan, name: str) -> tuple[Path, ConvertedFile]:
    made, target = stages.folder / f"whole.{plan.format.value}", plan.audio.loudness_lufs if plan.audio else None
    if target is None:
        done = await stages.run(commands.converting(plan, made), source, seconds=plan.seconds, span=(0.0, 0.9))
        return made, await _checked(stages, made, plan, done, name=name)
    if plan.video is None:
        sound = await levelled(stages, source, plan, span=(0.0, 0.95))
        made, done = sound.file, sound.done
    else:
        alone = plan.model_copy(update={"format": MediaFormat.M4A, "video": None})
        sound = await levelled(stages, source, alone, span=(0.0, 0.4))
        arguments = commands.converting(plan, made, audio=sound.file)
        done = await stages.run(arguments, source, seconds=plan.seconds, span=(0.4, 0.9))
        done.errors += sound.done.errors
    said = notices(sound, target, name=name)
    return made, await _checked(stages, made, plan, done, name=name, level=sound.level, notices=said)


async def _checked(
    stages: Stages,
    made: Path,
    plan: OutputPlan,
    done: Done,
    *,
    name: str,
    level: Level | None = None,
    notices: tuple[Notice, ...] = (),
) -> ConvertedFile:
    """Audio is decoded, the packets of video are read; both must last as long as planned."""
    seconds, tolerance = 0.0, _SHARE_TOLERANCE * plan.seconds
    if plan.audio is not None:
        decoded = await stages.run(commands.checking(loudness=False), made, seconds=plan.seconds, span=(0.95, 1.0))
        seconds = decoded.seconds
        tolerance += _AUDIO_TOLERANCE
    if plan.video is not None:
        read = await stages.run(commands.reading(0), made, seconds=plan.seconds, span=(1.0, 1.0))
        seconds = max(seconds, read.seconds)
        tolerance += _VIDEO_TOLERANCE
    if abs(seconds - plan.seconds) > tolerance:
        raise ItemFault(
            "source_damaged",
            f"{name} gave {seconds:.1f} of {plan.seconds:.1f} seconds of {plan.format.value}.",
            advice=faults.ANEW,
        )
    if done.errors:
        message = f"{name} is damaged in {done.errors} places; there the result is silent or wrong."
        notices += (Notice(code="source_partly_damaged", message=message),)
    return ConvertedFile(
        seconds=seconds,
        size=(await asyncio.to_thread(made.stat)).st_size,
        loudness_lufs=level.lufs if level else None,
        true_peak_dbtp=level.dbtp if level else None,
        notices=(*plan.notices, *notices),
    )


def _wall_seconds(plan: OutputPlan) -> float:
    encoded = plan.video is not None and not plan.video.copied
    factor = max(1.0, 4 * plan.video.pixels_a_second / _HD) if plan.video and encoded else 1.0
    return _LEAST_SECONDS + factor * (plan.start + plan.seconds)
