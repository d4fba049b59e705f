"""Punctuation for a voice: plain quotes, dashes and ellipses, nothing left over from deletions, and a full stop."""

import re

_QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "‹": "'",
        "›": "'",
    }
)
_DOUBLED_QUOTES = re.compile(r"''|``|\"{2,}")
_HYPHENS = re.compile("[\u2010\u2011\u2043\ufe63\uff0d]")
_DASH = re.compile(r"\s*(?:[—―⸺⸻]|-{2,}|(?<=\s)[–‒-](?=\s)|[–‒](?=\s)|(?<=\s)[–‒])+\s*")
_SHORT_DASH = re.compile("[–‒\u2212]")
_ELLIPSIS = re.compile(r"\s*(?:…|\.(?:\s?\.)+)+\s*([,;:!?]?)(\s*)(.?)", re.DOTALL)
_EMPTY = re.compile(r"[(\[{]\s*[,;:.—\s-]*\s*[)\]}]|\"\s*\"")
_BEFORE = re.compile(r"\s+([,;:!?)\]]|\.(?!\d))")
_OPEN = re.compile(r"([(\[])\s+|([(\[])[,;:.]\s*")
_RUN = re.compile(r"([,;:—])(?:\s*[,;:])+|,\s*(?=[.!?])|[,;:—]\s*(?=[)])")
_STOPS = re.compile(r"[.!?](?:\s*[.!?])+(?!\d)")
_AFTER_STOP = re.compile(r"([.!?])\s*[,;:]+(?=\s|$)")
_SPACES = re.compile(r"\s+")
_LEAD = re.compile(r"^(?:[\s,;:!?—–)\]-]|\.(?!\d))+")
_TAIL = " ,;:.!?—–-()[]\"'"
_OPENING_APOSTROPHE = re.compile(r"(?<!\w)'(?=\w)")
_STOPS_ANYWHERE = ".!?。！？؟।॥…｡"


def tidy_punctuation(text: str) -> str:
    """English with plain quotes, dashes as ` — `, and ellipses as the comma or full stop that they sound like."""
    text = _DOUBLED_QUOTES.sub('"', text.translate(_QUOTES))
    text = _HYPHENS.sub("-", text)
    text = _ELLIPSIS.sub(_ellipsis, text)
    text = _SHORT_DASH.sub("-", _DASH.sub(" — ", text))
    text = _EMPTY.sub(" ", text)
    text = _BEFORE.sub(r"\1", _SPACES.sub(" ", text))
    text = _OPEN.sub(r"\1\2", text)
    text = _STOPS.sub(_one_stop, _RUN.sub(r"\1", text))
    return _AFTER_STOP.sub(r"\1", text).strip()


def ended(text: str) -> str:
    """English that begins with something to say and ends in `.`, `?` or `!`, which stands behind closing quotes."""
    text = _LEAD.sub("", text)
    said = text.rstrip(_TAIL)
    if not said:
        return ""
    tail = text[len(said) :]
    stop = "?" if "?" in tail else "!" if "!" in tail else "."
    return said + "".join(mark for mark in dict.fromkeys(tail) if _is_open(mark, said)) + stop


def ended_anywhere(text: str) -> str:
    """Any other language with a full stop at its end, in its own script after ideographs or kana."""
    text = _SPACES.sub(" ", text).strip()
    bare = text.rstrip("\"'”’»)]）」』 ")
    if not bare or bare[-1] in _STOPS_ANYWHERE:
        return text
    if "\u3040" <= bare[-1] <= "\u30ff" or "\u4e00" <= bare[-1] <= "\u9fff":
        return text + "。"
    return text.rstrip(",;:—–- ") + "."


def _is_open(mark: str, text: str) -> bool:
    """Whether the text opened the bracket or quote that this mark closes."""
    if mark == '"':
        return text.count('"') % 2 == 1
    if mark == "'":
        return bool(_OPENING_APOSTROPHE.search(text))
    return mark in ")]" and text.count("(" if mark == ")" else "[") > text.count(mark)


def _ellipsis(match: re.Match[str]) -> str:
    mark, following = match[1], match[3]
    if mark:
        return f"{mark} {following}"
    if not following or following in "\"')]":
        return f".{following}"
    if following.isupper():
        return f". {following}"
    return f", {following}"


def _one_stop(match: re.Match[str]) -> str:
    stops = match[0]
    return "?" if "?" in stops else "!" if "!" in stops else "."
