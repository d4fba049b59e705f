"""Rules of blocks that hold in every format: licences of libraries, initials that stand apart, unread formulas."""

import re
from collections import Counter

from adapters.readers.content import Content, Piece
from adapters.readers.faults import ParseFault
from adapters.readers.formulas.terms import UNREAD
from adapters.readers.notices import without_notices
from adapters.readers.text.characters import plain_characters, spelled_unseen
from adapters.readers.text.line_ends import unlined, with_whole_words
from adapters.readers.text.margins import is_page_number
from domain.retrieve.words import USABLE_WORDS, count_words
from domain.retrieve.writing import UNSPACED
from domain.sentences import split_sentences

_BOOK = r"OF (?:THE|THIS) [^*]{0,60}(?:E-?BOOK|E-?TEXT)[^*]{0,200}\*{2,}"
_START = re.compile(rf"(?<!\*)\*{{2,6}}\s*START {_BOOK}|\*END\*?\s*THE SMALL PRINT[^*]{{0,200}}\*END\*", re.IGNORECASE)
_END = re.compile(
    rf"(?<!\*)\*{{2,6}}\s*END {_BOOK}"
    r"|^[^\w\n]{0,9}End of (?:the |this )?Project Gutenberg(?:['’]s)? (?:EBook |Etext )?.{0,200}$",
    re.IGNORECASE | re.MULTILINE,
)
_CREDITS = re.compile(r"(?:Produced|E-?text prepared|Transcribed|Credits:?) (?:by|from) ", re.IGNORECASE)
_TITLE_LINE = re.compile(
    r"^Title:\s*(.{1,200}?)\s*(?=\b(?:Author|Release Date|Posting Date|Language|Editor):|$)", re.MULTILINE
)
_AUTHOR_LINE = re.compile(
    r"\bAuthor:\s*(.{1,100}?)\s*(?=\b(?:Illustrator|Translator|Editor|Release Date|Posting Date|Language):|$)",
    re.MULTILINE,
)
_HEAD = 60  # blocks before the text
_CREDITED = 4  # blocks behind the mark among which credits stand
_DOTS = re.compile(r"[.…· ]{3,}(?:(\d{1,4})(?!\w))?")
_LEADER = re.compile(r"\.{5}|(?:\. ){5}|…{3}|·{5}")
_FEWEST_ENTRIES = 3
_BACK = re.compile(r"\s*[↩↑⤴↵^]\ufe0e?(?=\n|$)")
"""What leads back from a note to its mark."""
_BACK_BEHIND = re.compile(r"(?<=[.!?…:;,”\"’')\]])(?:\s*[↩⤴]\ufe0e?\ufe0f?)+\s*$")
"""In lists and paragraphs, behind a sentence: elsewhere it may be the name of a key."""
_FREE = re.compile("[\ufdd0-\ufdef\ufffc]")
_SAMPLED, _ENOUGH = 2_000, 40  # blocks that are looked at, and words that tell something
_APART = 0.7  # share of words of one letter; in prose it is below a tenth, in lists of variables below a half
_HEBREW_ENDINGS = frozenset("םןץףך")
"""Forms of letters that only end a word."""
_AS_A_PICTURE = "Run OCR on it first (for example ocrmypdf --force-ocr), or send the original document."
_WORD = re.compile(r"[^\W\d_]+")
_INITIAL = re.compile(r"([\"“‘„«]?)([^\W\d_]{1,3})\s+([^\W\d_]+)(?=\W|$)")
_WORDS_OF_TWO = re.compile("a[hmnst]|by|go|he|i[fnst]|my|no|o[fhnr]|so|to|u[ps]|we")
_WORDS_OF_ONE_LETTER = frozenset("AÀIOÓYEÉUÚVSKZWHБВИКОСУЯ")
"""Letters that are words of their own in some language written in Latin or Cyrillic letters."""


def finish(content: Content) -> Content:
    """The content with the rules applied. What is left out for want of words is noted; furniture is not."""
    _without_unseen_characters(content)
    _refuse_garbage(content.pieces)
    _name_by_library(content)
    whole = content.pieces
    content.pieces = _worth_reading(without_notices(_without_licence(whole)), whole)
    if len(content.pieces) < len(whole):
        kept = {piece.text for piece in content.pieces}
        content.unseen += "\n".join(piece.text for piece in whole if piece.text not in kept)
    _without_contents(content)
    content.pieces = _with_initials(with_whole_words(_without_page_numbers(content.pieces)))
    content.pieces = [_without_way_back(piece) for piece in content.pieces]
    _leave_formulas_out(content)
    content.pieces = [
        piece._replace(text=_BACK.sub("", piece.text)) if piece.kind == "footnote" else piece
        for piece in content.pieces
    ]
    told = [piece for piece in content.pieces if any(map(str.isalnum, piece.text))]
    content.pieces = told or content.pieces  # without rows of asterisks
    return content


def _without_unseen_characters(content: Content) -> None:
    """Of text and title. What the characters spell for machines alone is counted."""
    spelled = [words for piece in content.pieces if (words := spelled_unseen(piece.text))]
    if spelled:
        content.leave_out("hidden", "characters that show nothing", words=count_words(" ".join(spelled)))
        content.unseen += "\n".join(["", *spelled])
    content.pieces = [
        piece if piece.text.isascii() else piece._replace(text=plain_characters(piece.text), chapter=_named(piece))
        for piece in content.pieces
    ]
    content.title = plain_characters(unlined(content.title)) if content.title else content.title


def _named(piece: Piece) -> str | None:
    return plain_characters(unlined(piece.chapter)) if piece.chapter else piece.chapter


def _refuse_garbage(pieces: list[Piece]) -> None:
    """Raises ParseFault `no_usable_text` for a text whose every letter is a word, or whose words run backwards."""
    words = [word for piece in pieces[:_SAMPLED] for word in _WORD.findall(piece.text) if not UNSPACED.search(word)]
    if len(words) >= _ENOUGH and sum(len(word) == 1 for word in words) > _APART * len(words):
        raise ParseFault("no_usable_text", "its letters stand apart, so that no words can be made out", _AS_A_PICTURE)
    first = sum(word[0] in _HEBREW_ENDINGS and len(word) > 1 for word in words)
    last = sum(word[-1] in _HEBREW_ENDINGS and len(word) > 1 for word in words)
    if first > max(last, _ENOUGH // 4):
        raise ParseFault("no_usable_text", "its Hebrew words run backwards", _AS_A_PICTURE)


def _name_by_library(content: Content) -> None:
    """Title and author from the lines that a library puts before a book, rather than from its own heading."""
    start = next((at for at, piece in enumerate(content.pieces[:_HEAD]) if _START.search(piece.text)), None)
    if start is None:
        return
    head = "\n".join(piece.text for piece in content.pieces[: start + 1])
    title, author = _TITLE_LINE.search(head), _AUTHOR_LINE.search(head)
    content.title = " ".join(title[1].split()) if title else content.title
    content.author = " ".join(author[1].split()) if author else content.author


def _without_licence(pieces: list[Piece]) -> list[Piece]:
    """Only what stands between a library's marks, when a text worth reading does."""
    first, last = 0, len(pieces)
    opening = closing = ""
    for at, piece in enumerate(pieces):
        if not first and not opening and at < len(pieces) // 2 + 1 and (start := _START.search(piece.text)):
            first, opening = at, piece.text[start.end() :].strip(" *\n") or " "
        elif end := _END.search(piece.text):
            last, closing = at, piece.text[: end.start()].strip(" *\n") or " "
            break
    if not opening and not closing:
        return pieces
    kept = list(pieces[first : last + 1])
    if closing:
        kept[-1] = kept[-1]._replace(text=closing)
    if opening:
        text = opening if not (closing and len(kept) == 1) else kept[0].text[len(kept[0].text) - len(opening) :]
        kept[0] = kept[0]._replace(text=text)
    kept = [
        piece
        for at, piece in enumerate(kept)
        if piece.text.strip() and not (at < _CREDITED and _CREDITS.match(piece.text))
    ]
    return _worth_reading(kept, pieces)


def _worth_reading(kept: list[Piece], pieces: list[Piece]) -> list[Piece]:
    """What was kept, unless that is nearly nothing: then all."""
    return kept if sum(count_words(piece.text) for piece in kept) >= USABLE_WORDS else pieces


def _without_page_numbers(pieces: list[Piece]) -> list[Piece]:
    """A page's number that came along with the text is furniture. A list took its first mark for that of an item."""
    return [
        piece
        for piece in pieces
        if not (
            (piece.kind in ("paragraph", "heading") and is_page_number(piece.text))
            or (piece.kind == "list" and any(is_page_number(f"{mark} {piece.text}") for mark in "-–—•*"))
        )
    ]


def _without_way_back(piece: Piece) -> Piece:
    if piece.kind not in ("list", "paragraph") or not ("↩" in piece.text or "⤴" in piece.text):
        return piece
    return piece._replace(text="\n".join(_BACK_BEHIND.sub("", line) for line in piece.text.split("\n")))


def _with_initials(pieces: list[Piece]) -> list[Piece]:
    """First letters put to their words: a block of one letter, or a letter apart from a word that the text knows."""
    whole: list[Piece] = []
    for piece in pieces:
        before = whole[-1] if whole else None
        if (
            before is not None
            and piece.kind == "paragraph"
            and piece.text[:1].islower()
            and len(before.text) == 1
            and before.text.isupper()
        ):
            whole[-1] = piece._replace(text=before.text + piece.text)
        else:
            whole.append(piece)
    if not any(_INITIAL.match(piece.text) for piece in whole):
        return whole
    words = Counter(word.lower() for piece in whole for word in _WORD.findall(piece.text))
    return [
        piece._replace(text=_with_initial(piece.text, words)) if piece.kind == "paragraph" else piece for piece in whole
    ]


def _with_initial(text: str, words: Counter[str]) -> str:
    match = _INITIAL.match(text)
    if match is None or not match[2][0].isupper() or not (match[3].islower() or match[3].isupper()):
        return text
    first, rest, joined = (words[word.lower()] for word in (match[2], match[3], match[2] + match[3]))
    if len(match[2]) > 1:
        is_cut = joined > 0 and first == rest == 1
    elif _WORDS_OF_TWO.fullmatch((match[2] + match[3]).lower()):
        is_cut = True  # "I t"
    else:
        is_cut = joined > 0 and (rest == 1 or (match[2] not in _WORDS_OF_ONE_LETTER and rest - 1 < joined))
    return match[1] + match[2] + text[match.start(3) :] if is_cut else text


def _without_contents(content: Content) -> None:
    """Takes out lists of contents with dotted lines to numbers that rise."""
    kept = []
    for piece in content.pieces:
        dots = _DOTS.finditer(piece.text)
        numbers = [int(found[1]) for found in dots if found[1] and _LEADER.search(found[0])]
        if len(numbers) >= _FEWEST_ENTRIES and numbers == sorted(numbers):
            content.unseen += f"\n{piece.text}"
        else:
            kept.append(piece)
    content.pieces = kept or content.pieces


def _leave_formulas_out(content: Content) -> None:
    """Takes out each sentence with a formula that cannot be said, and the beginning of one that leads to it."""
    if not any(UNREAD in piece.text for piece in content.pieces):
        content.pieces = [_freed(piece) for piece in content.pieces]
        return
    kept: list[Piece] = []
    formulas = words = 0
    dangling = False
    for piece in content.pieces:
        text = piece.text
        formulas += text.count(UNREAD)
        if not _freed(piece).text.strip(" \n.,;:()|"):  # nothing but the formula
            if kept and kept[-1].kind == "paragraph" and kept[-1].text.rstrip()[-1:] not in ".!?…":
                *whole, last = split_sentences(kept[-1].text, unspaced=True)
                words += count_words(last)
                kept[-1] = kept[-1]._replace(text=" ".join(whole))
            dangling = True
            continue
        if dangling and text[:1].islower() and piece.kind == "paragraph":  # "where x is …"
            first, *rest = split_sentences(text, unspaced=True)
            words += count_words(first)
            text = " ".join(rest)
        dangling = False
        if UNREAD in text:
            text, lost = _without_unread(text, piece.kind)
            words += lost
        kept.append(piece._replace(text=_FREE.sub("", text)))
    content.pieces = [piece for piece in kept if piece.text.strip()]
    content.leave_out("formula", "formulas that cannot be said in a few words", times=formulas, words=words)


def _without_unread(text: str, kind: str) -> tuple[str, int]:
    if kind in ("heading", "table", "code", "caption"):
        return re.sub(rf"\s*{UNREAD}", "", text), 0
    lines, lost = [], 0
    for line in text.split("\n"):
        sentences = split_sentences(line, unspaced=True)
        lost += sum(count_words(sentence) for sentence in sentences if UNREAD in sentence)
        lines.append(" ".join(sentence for sentence in sentences if UNREAD not in sentence))
    return "\n".join(filter(None, lines)), lost


def _freed(piece: Piece) -> Piece:
    """Without noncharacters and places of objects."""
    return piece._replace(text=_FREE.sub("", piece.text)) if _FREE.search(piece.text) else piece
