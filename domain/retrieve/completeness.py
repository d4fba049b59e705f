"""Whether a source was read whole, is an article at all, or needs a person; and what a person may say then."""

from collections.abc import Iterable

from domain.errors import Fault, ItemFault
from domain.retrieve.source import Document, Omission, SourceRef
from domain.value import Value

NEARLY_ALL = 0.9
"""A smaller part than this of what a person sees is a warning: a tenth is a chapter of ten."""

ENOUGH = 0.5
"""A smaller part than this parks the source: what was read is less than what was not."""

UNREADABLE = frozenset({
    "no_article", "no_usable_text", "source_damaged", "source_encrypted", "source_missing", "source_not_found",
    "source_not_supported", "source_partly_read", "source_too_large", "source_unavailable", "source_unreachable",
    "url_not_allowed",
})  # fmt: skip
"""Codes of faults for which `skip_unreadable` leaves a source out. Those of this installation are not among them."""

NAMED = 5
"""Parts that a warning names; the others are counted."""


class SourceAnswer(Value):
    """What a person said of a parked source: leave it out, go on with what was read, or read another one instead."""

    skip: bool = False
    accept: bool = False
    instead: SourceRef | None = None


def doubt_of(document: Document, *, name: str) -> Fault | None:
    """The fault of a source that was read, and that a person should look at before anything is paid."""
    choice = "Go on with what was read, leave the source out, or give another one in its place (resume)."
    opening = " ".join(block.text for block in document.blocks[:3])
    if document.doubt is not None:
        return ItemFault(
            document.doubt.code,
            f"“{name}” {document.doubt.message}.",
            advice=f"{document.doubt.advice} {choice}".strip(),
            text=opening,
        )
    if document.share < ENOUGH:
        return ItemFault(
            "source_partly_read",
            f"Only {percent(document.share)} of what a person sees in “{name}” could be read"
            f"{missing(document.left_out)}.",
            advice=f"Save it in another format, for example as PDF or text. {choice}",
            text=opening,
        )
    return None


def losses(document: Document, *, name: str) -> str | None:
    """What was left out of a source, in words; None when nothing was."""
    if document.share < NEARLY_ALL:
        return f"“{name}” was read to {percent(document.share)}{missing(document.left_out)}."
    if document.left_out:
        return f"“{name}” was read without {in_words(document.left_out)}."
    return None


def percent(share: float) -> str:
    return f"{max(1, min(99, round(100 * share)))} %"


def missing(left_out: Iterable[Omission]) -> str:
    words = in_words(left_out)
    return f"; left out: {words}" if words else ""


def in_words(left_out: Iterable[Omission]) -> str:
    """The largest parts by name, with how much they hold."""
    parts = sorted(left_out, key=lambda part: -part.words)
    named = [_named(part) for part in parts[:NAMED]]
    if len(parts) > NAMED:
        rest = parts[NAMED:]
        named.append(f"{sum(part.times for part in rest)} more")
    return named[0] if len(named) == 1 else ", ".join(named[:-1]) + f" and {named[-1]}" if named else ""


def _named(part: Omission) -> str:
    times = f"{part.times} times" if part.times > 1 else ""
    words = f"{part.words} words" if part.words > 1 else ""
    amount = ", ".join(filter(None, (times, words)))
    return f"{part.what} ({amount})" if amount else part.what
