"""The words of a turn that a vendor refuses: its parts are said one by one until few words are left."""

from collections.abc import Awaitable, Callable

from domain.errors import Fault, ItemFault
from domain.tts.splitting import split_by_words

IN_THE_TEXT = frozenset({"content_refused", "request_rejected"})
"""Codes of faults whose cause may be in the text."""

MOST_CALLS = 6
"""They narrow a turn of 90 words to a dozen or fewer. Refusals cost nothing, parts that are said cost once."""

FEW_WORDS = 4
"""A person reads these at a glance."""


async def narrow_refused_text(fault: ItemFault, text: str, say: Callable[[str], Awaitable[object]]) -> ItemFault:
    """The same fault about the smallest part of `text` that fails in the same way.

    When every part fails, the cause is not in particular words: then the fault stays about the whole text. It bears
    what the vendor billed for parts that failed.
    """
    if fault.code not in IN_THE_TEXT:
        return fault
    guilty, calls, said_any = text, 0, False
    while len(guilty.split()) > FEW_WORDS:
        found = ""
        for part in split_by_words(guilty, maximum_words=(len(guilty.split()) + 1) // 2):
            if calls == MOST_CALLS or (found and said_any):
                break
            calls += 1
            try:
                await say(part)
                said_any = True
            except Fault as other:
                fault = fault.with_bill(fault.billed + other.billed, pays_again=fault.pays_again)
                if other.code != fault.code:  # the vendor has other trouble: what is known has to do
                    return _about(fault, guilty if said_any else text)
                found = found or part
        if not found:
            break
        guilty = found
    return _about(fault, guilty if said_any else text)


def _about(fault: ItemFault, text: str) -> ItemFault:
    about = ItemFault(fault.code, fault.message, advice=fault.advice, provider=fault.provider, text=text)
    return about.with_bill(fault.billed, pays_again=fault.pays_again)
