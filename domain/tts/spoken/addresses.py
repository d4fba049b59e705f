"""Addresses as people say them: `https://www.example.com/a?b=c` → "example dot com"."""

import re

_TOP_LEVEL = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|dev|app|me|tv|fm|xyz|co|uk|us|ca|au|nz|ie|de|fr|it|es|nl|be|ch|at|eu|se|no|dk|"
    "fi|pl|cz|pt|gr|ru|jp|cn|kr|in|br|mx|za|il|tech|cloud|blog|news|site|online|museum|science|page|wiki"
)
_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}"
_TAIL = r"(?::\d{1,5})?(?:[/?#][^\s<>\"'“”‘’]*)?"
_URL = re.compile(
    rf"\b(?:https?|ftp|file|ssh|git|s3|wss?)://(?:[^\s/@]+@)?([^\s/?#:<>()\"'“”‘’]*){_TAIL}", re.IGNORECASE
)
_WWW = re.compile(rf"\bwww\.({_HOST}){_TAIL}", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w@.-])({_HOST}){_TAIL}", re.IGNORECASE)
_ENDS_IN_TOP_LEVEL = re.compile(rf"\.(?:{_TOP_LEVEL})$", re.IGNORECASE)
_EMAIL = re.compile(rf"(?:mailto:)?\b([\w.+%-]{{1,64}})@({_HOST})", re.IGNORECASE)
_TRAILING = re.compile(r"[.,;:!?)\]}*_'\"”’]+$")


def spoken_addresses(text: str) -> str:
    """English with hosts and mailboxes in words; paths and queries are left out."""
    text = _EMAIL.sub(lambda match: f"{_dotted(match[1])} at {_dotted(match[2])}", text)
    text = _URL.sub(lambda match: _said(match, _dotted(_host(match[1]))), text)
    text = _WWW.sub(lambda match: _said(match, _dotted(match[1])), text)
    return _BARE.sub(lambda match: _said(match, _dotted(match[1])) if _is_address(match[1]) else match[0], text)


def short_addresses(text: str) -> str:
    """Any other language, in which "dot" is another word, with the bare host of each address."""
    text = _URL.sub(lambda match: _said(match, _host(match[1])), text)
    return _WWW.sub(lambda match: _said(match, match[1]), text)


def _is_address(host: str) -> bool:
    """Lower-case, or with at least three labels: `Smith.In` is a missing space, not an address in India."""
    return bool(_ENDS_IN_TOP_LEVEL.search(host)) and (host == host.lower() or host.count(".") > 1)


def _host(authority: str) -> str:
    return _TRAILING.sub("", authority.removeprefix("www.").removeprefix("WWW."))


def _said(match: re.Match[str], said: str) -> str:
    """What is said, and the punctuation of the sentence that stood at the end of the address."""
    stuck = _TRAILING.search(match[0])
    return said + (stuck[0] if stuck else "")


def _dotted(name: str) -> str:
    return " dot ".join(part for part in re.split(r"[._+%]+", name) if part)
