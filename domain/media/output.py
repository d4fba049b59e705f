"""One output of a conversion, as it is asked for."""

import re
from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from domain.media.formats import HIGHEST_RATE, LOWEST_RATE, MediaFormat, bitrates
from domain.value import Value

LONGEST_SECONDS = 24 * 3600
"""Of what is converted: a day. A header may claim years."""

_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?)")
_KILO = re.compile(r"(\d+)\s*(k|kbit/s|kbps)?", re.IGNORECASE)


def seconds_of(given: object) -> object:
    """`1:02:03.5` and `62` as seconds; anything else as it is, for the type to refuse."""
    found = _CLOCK.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None:
        return given
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)


def bits_of(given: object) -> object:
    """`128k`, 128 and 128000 as 128000: no encoder uses less than a thousand bits a second."""
    found = _KILO.fullmatch(given.strip()) if isinstance(given, str) else None
    number = int(found[1]) if found else given
    if isinstance(number, int) and not isinstance(number, bool) and (number < 1000 or (found and found[2])):
        return number * 1000
    return number


Seconds = Annotated[
    float,
    BeforeValidator(seconds_of, json_schema_input_type=float | str),
    Field(ge=0, le=1_000_000, allow_inf_nan=False, description="Seconds, or a time such as 1:02:03.5."),
]


class OutputSpec(Value):
    """What is left out is the source's own, or what is usual for the format."""

    format: MediaFormat
    audio_bitrate: Annotated[int, BeforeValidator(bits_of, json_schema_input_type=int | str)] | None = Field(
        default=None, description="Bits a second; 128k is 128000. Not for wav and flac, which are lossless."
    )
    sample_rate: int | None = Field(default=None, ge=LOWEST_RATE, le=HIGHEST_RATE, description="Hz.")
    channels: int | None = Field(default=None, ge=1, le=8, description="1 is mono, 2 stereo.")
    loudness_lufs: float | None = Field(
        default=None, ge=-40, le=-5, description="Integrated loudness (ITU-R BS.1770); podcasts: -16."
    )
    start: Seconds | None = None
    end: Seconds | None = None
    video: bool | None = Field(default=None, description="mp4 only: whether the picture is kept. Left out: yes.")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        rules, name = self.format.rules, self.format.value
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("end: must come after start")
        if self.video and not rules.holds_video:
            raise ValueError(f"video: {name} holds no picture; ask for mp4")
        if self.channels is not None and self.channels > rules.channels:
            raise ValueError(f"channels: {name} holds at most {rules.channels}")
        if self.sample_rate is not None and rules.sample_rates and self.sample_rate not in rules.sample_rates:
            raise ValueError(f"sample_rate: {name} takes {', '.join(map(str, rules.sample_rates))}")
        if self.audio_bitrate is not None:
            self._check_bitrate(self.audio_bitrate)
        return self

    def _check_bitrate(self, wanted: int) -> None:
        rules, name = self.format.rules, self.format.value
        if rules.lossless:
            raise ValueError(f"audio_bitrate: {name} is lossless and has none")
        rate = self.sample_rate or rules.sample_rates[-1]
        lowest, _ = bitrates(self.format, sample_rate=rate, channels=self.channels or 1)
        _, highest = bitrates(self.format, sample_rate=rate, channels=self.channels or rules.channels)
        if not lowest <= wanted <= highest:
            raise ValueError(f"audio_bitrate: {name} takes {lowest} to {highest} bits a second at {rate} Hz")


class OutputRequest(OutputSpec):
    """The same as a caller sends it: a field we do not know is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
