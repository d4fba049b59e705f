"""Text without what stands between two marks, in one pass: a pattern would look for the second mark again and again."""


def without(text: str, opening: str, closing: str, *, put: str = "") -> str:
    """`put` stands in place of each remark. One that is not closed is text."""
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        kept += [text[at:start], put]
        at = end + len(closing)
    return "".join([*kept, text[at:]])
