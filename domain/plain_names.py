"""Names of files that every system takes and every person can read."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[/\\:*?"<>|]+')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control characters, those without width and those that reorder text, surrogates, separators of lines."""

LONGEST_NAME, LONGEST_BYTES = 150, 240
"""Characters, and bytes in UTF-8: file systems take 255, and programs add `(1)` or `.part` while they save."""

LONGEST_SUFFIX = 10
"""Characters; behind the last dot of a longer one are words of a title."""


def plain_name(name: str, *, otherwise: str) -> str:
    """The name without what no file system or reader takes, cut before its suffix. `otherwise`: if none is left."""
    spaced = _FORBIDDEN.sub(" ", name.replace("\t", " ").replace("\n", " "))
    seen = "".join(each for each in spaced if unicodedata.category(each) not in _UNSEEN)
    stem, suffix = _split(" ".join(seen.split()).rstrip(" ."))
    stem = stem.lstrip(" .")
    room = LONGEST_BYTES - len(suffix.encode())
    cut = stem[: LONGEST_NAME - len(suffix)].encode()[:room].decode(errors="ignore").rstrip(" .")
    return (cut or otherwise) + suffix


def ascii_name(name: str, *, otherwise: str) -> str:
    """An ASCII form of a plain name, with the same suffix."""
    stem, suffix = (part.encode("ascii", "ignore").decode() for part in _split(name))
    return (" ".join(stem.split()).strip(" .") or otherwise) + suffix


def _split(name: str) -> tuple[str, str]:
    stem, dot, last = name.rpartition(".")
    is_suffix = dot and last and " " not in last and len(last) < LONGEST_SUFFIX
    return (stem, dot + last) if is_suffix else (name, "")
