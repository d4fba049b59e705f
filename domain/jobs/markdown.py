"""Words of people in Temporal's Web UI, which reads summaries and details as Markdown."""

import re

_SPECIAL = re.compile(
    r"[\\`*~\[\]<]"  # code, emphasis, struck text, links and pictures, HTML
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis, but for the underscore inside a name
    r"|&(?=#?\w)"  # character references
    r"|(?<=:)/(?=/)|(?<=\bwww)\.|@"  # addresses that become links without a mark around them
    r"|^[#+=>:-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]",  # headings, lists, quotations and rules at the beginning of a line
    re.IGNORECASE,
)


def in_markdown(text: str) -> str:
    """A text in one line that Markdown shows as it is: no part of it becomes a link, a picture, HTML or a heading."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
