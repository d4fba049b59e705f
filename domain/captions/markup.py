"""Markup of cues: the same marks stay, in the same order, whatever a rewritten text has of them."""

import re

_MARK = re.compile(r"</?[A-Za-z][^<>\n]*>|</>|<\d[\d:.]*>|\{[^{}\n]*\}")
_AROUND = re.compile(rf"(?s)^((?:{_MARK.pattern}|\s)*)(.*?)((?:{_MARK.pattern}|\s)*)$")


def marks_in(text: str) -> list[str]:
    return _MARK.findall(text)


def without_marks(text: str) -> str:
    return _MARK.sub("", text)


def marked_like(text: str, original: str) -> str | None:
    """The text with the marks of the original; None where it is not known where they belong.

    Marks around the whole text, or around each line, are put back.
    """
    wanted = marks_in(original)
    if marks_in(text) == wanted:
        return text
    plain = without_marks(text).strip()
    if not wanted or _is_around(original):
        return _put_around(plain, original)
    lines, originals = [each.strip() for each in plain.split("\n")], original.split("\n")
    if len(lines) == len(originals) and all(map(_is_around, originals)):
        return "\n".join(map(_put_around, lines, originals))
    return None


def _is_around(original: str) -> bool:
    found = _AROUND.match(original)
    return found is not None and not marks_in(found[2])


def _put_around(plain: str, original: str) -> str:
    found = _AROUND.match(original)
    assert found is not None, "it matches everything"
    return f"{found[1]}{plain}{found[3]}"
