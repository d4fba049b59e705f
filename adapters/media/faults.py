"""What ffmpeg says of a source or of its own end, as faults in our words."""

import re

from adapters.media.run import Failed
from adapters.process.faults import OutputTooLarge, ProcessFault, TimedOut
from domain.errors import Fault, ItemFault, PermanentFault, TransientFault

ANEW = "Play it to see whether it is whole, then send it again; or save it anew in another format."
KINDS = "Send audio or video, such as mp4, mkv, webm, mov, mp3, m4a, wav, flac, ogg or opus."
UNLOCKED = "Send a copy without protection: one that plays in any player, without an account or a password."

_NOT_LISTED = "Format not on whitelist"
_PLAYLIST = re.compile(
    r"\s*(#EXTM3U|ffconcat|\[playlist\]|(<\?xml[^>]*>\s*)?<(MPD|playlist|smil|asx)\b)", re.IGNORECASE
)
_ZIP, _ZIP_ENCRYPTED = b"PK\x03\x04", 0x1
_ADDRESS = re.compile(r"\[[^\]]*@ 0x[0-9a-f]+\] ?")
_SAYS_NOTHING = re.compile(r"^Error opening (in|out)put file|Task finished|Terminating thread|Guessed Channel")


def empty(name: str) -> PermanentFault:
    return PermanentFault("source_empty", f"{name} holds no audio and no video.", advice=ANEW)


def encrypted(name: str) -> PermanentFault:
    return PermanentFault("source_encrypted", f"{name} is encrypted; it cannot be decoded.", advice=UNLOCKED)


def damaged(name: str, reason: str) -> PermanentFault:
    return PermanentFault("source_damaged", f"{name} is damaged: {reason}.", advice=ANEW)


def not_media(head: bytes, name: str) -> PermanentFault:
    """A file whose first bytes are none of audio or video."""
    start = head[:1024].decode("latin-1")
    if head[:4] == _ZIP:
        if head[6:7] and head[6] & _ZIP_ENCRYPTED:
            return PermanentFault(
                "source_encrypted", f"{name} is an archive with a password.", advice="Unpack it and send what it holds."
            )
        return _unsupported(f"{name} is an archive.", advice="Unpack it and send what it holds.")
    if _PLAYLIST.match(start):
        return _unsupported(
            f"{name} is a playlist: it names other files, and those are not opened.", advice="Send the media itself."
        )
    return _unsupported(f"{name} is neither audio nor video that can be read.", advice=KINDS)


def of_opening(log: str, name: str) -> PermanentFault:
    """A file that looks like media, and that ffmpeg did not open."""
    if _NOT_LISTED in log:
        return _unsupported(f"{name} is of a kind that is not converted.", advice=KINDS)
    if "moov atom not found" in log:
        return damaged(name, "its index is missing, as when an upload or a recording was cut off")
    return damaged(name, words(log))


def of_run(error: Failed | ProcessFault, name: str, *, maximum_bytes: int) -> Fault:
    """A run that did not come to its end."""
    if isinstance(error, Failed):
        return _of_failure(error, name)
    if isinstance(error, TimedOut):
        return ItemFault(
            "conversion_too_slow",
            f"{name} was not converted within {error.seconds:.0f} seconds.",
            advice="Convert a part of it (start, end), or resume when the machine has less to do.",
        )
    if isinstance(error, OutputTooLarge):
        return too_large(name, maximum_bytes)
    return TransientFault("converter_not_started", f"ffmpeg did not run for {name}: {error}.")


def too_large(name: str, maximum_bytes: int) -> ItemFault:
    return ItemFault(
        "output_too_large",
        f"What is made of {name} would be larger than {maximum_bytes / 1e9:.1f} GB.",
        advice="Set start and end to the part that you need, or choose a format that compresses (m4a, mp3, opus).",
    )


def _of_failure(error: Failed, name: str) -> Fault:
    log = error.log
    if "Decode error rate" in log or "Conversion error rate" in log:
        return ItemFault("source_damaged", f"{name} is damaged: too much of it cannot be decoded.", advice=ANEW)
    if "No space left on device" in log:
        message = f"The disk is full; {name} was not converted."
        return TransientFault("no_space", message, advice="Make room, then resume.")
    if error.code < 0:
        return TransientFault("converter_killed", f"ffmpeg was killed by signal {-error.code} at {name}.")
    if re.search(r"Cannot allocate memory|malloc of size \d+ failed", log):
        message = f"{name} needs more memory than a conversion may take."
        return ItemFault("conversion_needs_memory", message, advice="Send it with a smaller picture.")
    return ItemFault("conversion_failed", f"ffmpeg could not convert {name}: {words(log)}.", advice=ANEW)


def words(log: str) -> str:
    """What it complained of first, without addresses of memory; the lines after follow from that one."""
    lines = [_ADDRESS.sub("", line).strip() for line in log.splitlines()]
    said = [line for line in lines if line and not _SAYS_NOTHING.search(line)]
    return " / ".join(said[:2])[:300].rstrip(".") or "it said nothing"


def _unsupported(message: str, *, advice: str) -> PermanentFault:
    return PermanentFault("source_not_supported", message, advice=advice)
