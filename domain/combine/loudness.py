"""The gain that brings every clip to the loudness of the programme, and the limits that the programme keeps."""

TARGET_LUFS = -16.0
"""Integrated loudness of the programme: what podcast directories ask of stereo and what players expect of speech."""

TOLERANCE_LU = 0.5
"""How far the decoded file may be from the target before it is rendered once more."""

CEILING_DBTP = -1.0
"""True peak that the decoded file must not exceed (EBU R 128)."""

LIMIT_DBTP = -2.2
"""Where the limiter holds the signal before encoding: MP3 raised the peaks of voices by up to 0.6 dB, of noise by 1."""

MAXIMUM_GAIN_DB = 30.0
"""Clamp in both directions: speech 30 dB below target is nearly silence, and more gain would only raise its noise."""

PROGRAMME_OFFSET_DB = 0.2
"""What the gating of the pauses takes away from the loudness of the clips."""


def gain_db(loudness_lufs: float | None, *, target: float = TARGET_LUFS) -> float:
    """Linear gain of one clip, in dB, from its BS.1770 loudness; 0 for a clip without sound.

    What the limiter takes away cannot be predicted from a clip's levels; the renderer makes up for it, clip by clip.
    """
    if loudness_lufs is None:
        return 0.0
    gain = target - loudness_lufs + PROGRAMME_OFFSET_DB
    return round(min(MAXIMUM_GAIN_DB, max(-MAXIMUM_GAIN_DB, gain)), 3)
