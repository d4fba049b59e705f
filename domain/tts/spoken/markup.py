"""Text without HTML, SSML, XML and Markdown: the words that they mark up stay."""

import html
import re

_COMMENT = re.compile(r"<!--.*?(?:-->|$)|<!\[CDATA\[|\]\]>|<[!?][A-Za-z][^<>]*>", re.DOTALL)
_UNSPOKEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = r"\s+[\w:.@-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)"
_TAG = re.compile(rf"</?[A-Za-z][\w:.-]{{0,40}}(?:{_ATTRIBUTE})*\s*/?>")
_KNOWN_TAG = re.compile(
    r"</?(?:speak|break|say-as|prosody|emphasis|phoneme|sub|sup|voice|audio|mark|lexicon|par|seq|media|desc|amazon|mstts|"
    r"br|hr|div|span|img|table|tr|td|th|thead|tbody|ul|ol|li|dl|dt|dd|strong|em|code|pre|blockquote|section|article|"
    r"header|footer|nav|main|figure|figcaption|video|source|iframe|input|button|form|label|option|select|script|style|"
    r"html|head|body|title|meta|link|small|font|center|h[1-6])\b[^<>]*/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:p|div|h[1-6]|li|tr|section|article|blockquote|ul|ol|table)\b", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|a|em|strong|sub|sup|span|small|font|mark|code|abbr|q|s)\b", re.IGNORECASE)

_FENCE = re.compile(r"^[ \t]*(```|~~~)[^\n]*\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\[\]]*)\](?:\([^()\s]*(?:\([^()]*\))?[^()]*\)|\[[^\[\]]*\])")
_LINK = re.compile(r"\[([^\[\]]+)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*[^\d\s,;–\-\[\]][^\[\]]*\])")
_LINK_DEFINITION = re.compile(r"^[ \t]*\[[^\[\]]+\]:[ \t]*\S+[^\n]*$", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\[\]\s]+\]:?")
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*(?::?-{2,}:?)?[ \t]*$", re.MULTILINE)
_LEAD = re.compile(r"^[ \t]*(?:(?:#{1,6}|>+|[-*+•‣◦▪])[ \t]+)+", re.MULTILINE)
_HEADING_TAIL = re.compile(r"[ \t]+#+[ \t]*$", re.MULTILINE)
_BOLD = re.compile(r"(\*\*|__|~~|\|\|)(?=\S)([^\n]+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+?)(?<=[^\s*_])\1(?![\w*])")
_CODE = re.compile(r"(`+)([^`\n]+)\1")
_DIRECTION = re.compile(
    r"[\[(*](?:laugh(?:s|ing|ter)?|"
    r"chuckl(?:es?|ing)|sigh(?:s|ing)?|whisper(?:s|ing)?|applause|music|pauses?|long pause|"
    r"short pause|beat|silence|gasps?|coughs?|clears throat|intro music|outro music|sound effect|excited|sarcastic|"
    r"crosstalk|inaudible)[\])*]",
    re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """The words and line breaks of a text. A line that was a block (heading, list item) ends as a sentence."""
    for _ in range(4):  # &amp;lt;b&amp;gt;
        text = _without_tags(html.unescape(text))
    text = _FENCE.sub("\n", text)
    text = _LINK_DEFINITION.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _FOOTNOTE_MARK.sub("", text)
    text = _TABLE_RULE.sub("", _RULE.sub("\n", text))
    text = _block_ends(text)
    text = _DIRECTION.sub(" ", text)
    text = _CODE.sub(r"\2", text)
    for _ in range(3):  # bold inside italic inside struck
        text = _ITALIC.sub(r"\2", _BOLD.sub(r"\2", text))
    return text


def without_fences(text: str) -> str:
    """The text with the fences of code taken away and the code left: for a text that is nothing but code."""
    return re.sub(r"^[ \t]*(?:```|~~~)[^\n]*$", "", text, flags=re.MULTILINE)


def _without_tags(text: str) -> str:
    text = _UNSPOKEN.sub(" ", _COMMENT.sub(" ", text))
    return _KNOWN_TAG.sub(_in_place_of, _TAG.sub(_in_place_of, text))


def _in_place_of(match: re.Match[str]) -> str:
    if _BLOCK.match(match[0]):
        return "\n\n"
    return "" if _INLINE.match(match[0]) else " "


def _block_ends(text: str) -> str:
    """Lines that are headings, list items or paragraphs of their own get a full stop; wrapped lines run on."""
    lines = _HEADING_TAIL.sub("", text).split("\n")
    out: list[str] = []
    for at, line in enumerate(lines):
        bare = _LEAD.sub("", line).strip().strip("|").strip()
        following = lines[at + 1] if at + 1 < len(lines) else ""
        own = bare != line.strip() or not following.strip() or bool(_LEAD.match(following))
        if own and len(lines) > 1 and bare and (bare[-1].isalnum() or bare[-1] in ")\"'’”%*_`"):
            bare += "."
        out.append(bare)
    return "\n".join(out)
