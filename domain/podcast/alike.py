"""Speakers who sound alike: a warning, since a listener cannot tell them apart."""

from collections.abc import Sequence

from domain.jobs.notice import Notice
from domain.tts.speaker import Speaker


def one_voice_for_two(speakers: Sequence[Speaker]) -> Notice | None:
    """The warning when their vendor has too few voices, or one was asked for twice."""
    heard: dict[tuple[str, str, str], list[str]] = {}
    for each in speakers:
        heard.setdefault((each.vendor, each.model, each.voice), []).append(each.name)
    shared = next(((voice, names) for (_, _, voice), names in heard.items() if len(names) > 1), None)
    if shared is None:
        return None
    voice, names = shared
    return Notice(
        code="one_voice_for_two",
        message=f"{' and '.join(names)} speak with one voice, {voice}: name another voice for one of them, "
        "or another vendor.",
    )
