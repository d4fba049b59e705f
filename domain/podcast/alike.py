"""Speakers who sound alike: a warning, since a listener cannot tell them apart."""

from collections.abc import Sequence

from domain.jobs.notice import Notice
from domain.tts.speaker import Speaker


def one_voice_for_two(speakers: Sequence[Speaker]) -> Notice | None:
    """The warning when their vendor has one voice only, or one was asked for twice."""
    heard = {(each.vendor, each.model, each.voice) for each in speakers}
    if len(heard) == len(speakers):
        return None
    names = " and ".join(speaker.name for speaker in speakers)
    return Notice(
        code="one_voice_for_two",
        message=f"{names} speak with one voice, {speakers[0].voice}: name another (--expert-voice), or another vendor.",
    )
