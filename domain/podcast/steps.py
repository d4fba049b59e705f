"""The steps of a podcast: their names in the HTTP contract and their share of the percentage."""

from enum import StrEnum


class Step(StrEnum):
    RETRIEVING_CONTENT = "retrieving_content"
    GENERATING_SCRIPT = "generating_script"
    PARSING_TURNS = "parsing_turns"
    GENERATING_AUDIO = "generating_audio"
    COMBINING_AUDIO = "combining_audio"
    STORING_AUDIO = "storing_audio"


SPAN: dict[Step, tuple[int, int]] = {
    Step.RETRIEVING_CONTENT: (10, 30),
    Step.GENERATING_SCRIPT: (30, 40),
    Step.PARSING_TURNS: (40, 50),
    Step.GENERATING_AUDIO: (50, 90),
    Step.COMBINING_AUDIO: (90, 95),
    Step.STORING_AUDIO: (95, 100),
}
"""Percent at which a step begins and ends."""
