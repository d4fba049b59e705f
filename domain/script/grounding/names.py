"""Names and codes of a turn that its passages do not hold: told by their capitals, or by figures inside a word."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.name_forms import is_known, is_land_unnamed
from domain.script.grounding.reading import Reading, sentence_spans
from domain.script.grounding.tables import SHORT_TITLES, Language
from domain.script.grounding.wording import Token, folded

TOPIC = 2
"""Other passages that name someone: who is spoken of in two of them is known to the listener by then."""
_LEAST_NAME, _SAME_LETTERS, _ALIKE = 5, 3, 0.7
"""Of a name that is nearly another one: its letters, those both begin with, and how like they are (difflib)."""
_OBJECTS = {"the", "a", "an", "his", "her", "their", "its", "it", "them", "him", "that"}
_CLOSING = {"”", "»", ")", "]"}
_OPENING = {'"', "“", "„", "«", "(", ":", "—", "…"}
_ENDS = {".", "!", "?", ":", ";", "…", '"', "“", "„", "«", "—"}


def check_names(
    turn: Reading, passages: Sequence[Reading], free: Sequence[Reading], others: Sequence[Reading]
) -> list[Finding]:
    """`free`: what everyone may name, like titles of sources, and the speakers."""
    cited = [*passages, *free]
    language = turn.language
    findings = _codes(turn, cited, others)
    if language is None or not language.names:
        return findings
    known = frozenset[str]().union(*(held.words for held in cited))
    acronyms = {one.text for held in cited for one in held.tokens if one.kind == "word" and one.text.isupper()}
    initials = frozenset[str]().union(*(_initials(held) for held in cited))
    runs = _runs(turn.tokens, language)
    for run in runs:
        if any(start <= run[0].start < end for start, end in turn.questions):
            continue
        missing = [
            one
            for one in run
            if not is_known(one.text, known, language) and not is_land_unnamed(one.text, known, language)
        ]
        letters = "".join(one.text[0] for one in run if one.text[0].isupper())
        bare = [one.text.removesuffix("'s") for one in missing]
        if not missing or (len(letters) > 1 and letters in acronyms):
            continue
        if all(one.isupper() and one.lower() in initials for one in bare):
            continue
        start = missing[0]
        first = start.start == _first_of_sentence(turn.tokens, start)
        if first and not _resembles(start, turn, cited) and not _is_name_at_start(start, run, turn, others):
            missing = missing[1:]
        if not missing:
            continue
        finding = _finding(turn, missing, run, others)
        if finding is None or (finding.other is not None and _is_beside_known(run, runs, turn, known)):
            continue
        findings.append(finding)
    return findings


def _is_beside_known(
    run: Sequence[Token], runs: Sequence[Sequence[Token]], turn: Reading, known: frozenset[str]
) -> bool:
    """Whether the sentence has named someone of the cited passages before, and now names who is known from others."""
    language = turn.language
    assert language is not None
    start = max(first for first, end in sentence_spans(turn.text) if first <= run[0].start < end)
    before = [one for other in runs for one in other if start <= one.start < run[0].start]
    return any(is_known(one.text, known, language) for one in before)


def name_runs(held: Reading) -> list[list[Token]]:
    """Neighbouring words with capitals that may name someone or something."""
    language = held.language
    return _runs(held.tokens, language) if language is not None and language.names else []


def _codes(turn: Reading, cited: Sequence[Reading], others: Sequence[Reading]) -> list[Finding]:
    findings = []
    for token in turn.tokens:
        if token.kind != "code":
            continue
        bare = _bare(token.text)
        if any(bare in _bare(held.text) for held in cited):
            continue
        other = next((at for at, held in enumerate(others) if bare in _bare(held.text)), None)
        findings.append(_report(token.text, other))
    return findings


def _bare(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _runs(tokens: Sequence[Token], language: Language) -> list[list[Token]]:
    """Neighbouring words with capitals, with what may stand inside a name between them."""
    inside = set(language.words.inside_names.split())
    runs: list[list[Token]] = []
    run: list[Token] = []
    gap: list[Token] = []
    for token in tokens:
        capital = token.kind == "word" and token.text[0].isupper()
        if capital and not _names_nothing(token, tokens, language):
            run = [*run, token]
            gap = []
        elif run and token.kind == "word" and token.lower in inside and not gap:
            gap = [token]
        elif run and token.text in ("-", "'") and not gap:
            continue
        else:
            if run:
                runs.append(run)
            run, gap = [], []
    return [*runs, run] if run else runs


def _names_nothing(token: Token, tokens: Sequence[Token], language: Language) -> bool:
    words = language.words
    bare = token.lower.removesuffix("'s")
    if len(token.text.split("'")[0]) == 1 or token.text.removesuffix("'s") in words.known_capitals.split():
        return True
    if bare in language.months or bare in language.weekdays or bare in words.titles.split():
        return True
    numerals = language.numerals
    if bare in numerals.cardinals or bare in numerals.ordinals or bare in numerals.scales:
        return True
    first = token.start == _first_of_sentence(tokens, token)
    return first and (bare.split("'")[0] in words.openers.split() or bare in words.openers.split())


def _first_of_sentence(tokens: Sequence[Token], token: Token) -> int:
    """The place of the token when it begins a sentence, a quotation or what follows a colon; else -1."""
    at = next(at for at, one in enumerate(tokens) if one.start == token.start)
    while at > 1 and tokens[at - 1].text in _CLOSING:
        at -= 1
    if at == 0:
        return token.start
    if tokens[at - 1].text not in _ENDS | _OPENING:
        return -1
    short = tokens[at - 2] if at > 1 and tokens[at - 1].text == "." else None
    abbreviated = (
        short is not None and short.text[0].isupper() and (len(short.text) == 1 or short.lower in SHORT_TITLES)
    )
    return -1 if abbreviated else token.start


def _is_name_at_start(token: Token, run: Sequence[Token], turn: Reading, others: Sequence[Reading]) -> bool:
    """A capital proves nothing there; a second one behind it, a verb of persons or other passages do."""
    language = turn.language
    assert language is not None
    bare = folded(token.text)
    if not language.words.openers or any(_is_written_small(bare, held) for held in (turn, *others)):
        return False
    if any(_stands_inside(bare, held) for held in others):
        return True
    at = next(at for at, one in enumerate(turn.tokens) if one.start == token.start)
    after = turn.tokens[at + 1] if at + 1 < len(turn.tokens) else None
    if after is None or bare.endswith(("ing", "ly", "ed")) or "'" in token.text.removesuffix("'s"):
        return False
    if len(run) > 1 and run[0] is token and run[1] is after:
        return True
    adverbs = language.words.adverbs.split()
    after = next((one for one in turn.tokens[at + 1 :] if one.lower not in adverbs), after)
    between = after is not turn.tokens[at + 1]
    if (
        not bare.endswith("s")
        and bare not in language.words.masses.split()
        and (_is_verb(after, between=between) or _takes_an_object(turn.tokens, after))
    ):
        return True
    person = after.lower in language.words.person_verbs.split() and after.lower not in ("is", "was", "has", "had")
    return person and not bare.endswith("s")


def _is_verb(token: Token, *, between: bool) -> bool:
    """Whether a name may stand before it: `doesn't`, `is`, and with an adverb between them `usually fills`."""
    if token.kind != "word" or not token.text.islower():
        return False
    return (
        token.lower.endswith("n't")
        or token.lower in ("is", "was", "has", "had")
        or (between and token.lower[-1] == "s")
    )


def _takes_an_object(tokens: Sequence[Token], verb: Token) -> bool:
    """`counted the`: a verb in the past and what it is done to."""
    at = next(at for at, one in enumerate(tokens) if one.start == verb.start)
    after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    return verb.kind == "word" and verb.lower.endswith("ed") and verb.text.islower() and after in _OBJECTS


def _resembles(token: Token, turn: Reading, cited: Sequence[Reading]) -> bool:
    """Whether the word is nearly a name of the passages: Okonkwo for Okonjo."""
    bare = folded(token.text)
    if len(bare) < _LEAST_NAME or any(_is_written_small(bare, held) for held in (turn, *cited)):
        return False
    names = {folded(one.text) for held in cited for one in held.tokens if one.kind == "word" and one.text[0].isupper()}
    return any(
        name[:_SAME_LETTERS] == bare[:_SAME_LETTERS] and SequenceMatcher(None, bare, name).ratio() >= _ALIKE
        for name in names
    )


def _is_written_small(bare: str, held: Reading) -> bool:
    return any(one.text[0].islower() and folded(one.text) == bare for one in held.tokens if one.kind == "word")


def _stands_inside(bare: str, held: Reading) -> bool:
    """Whether the word has its capital inside a sentence of the text."""
    return any(
        one.kind == "word"
        and one.text[0].isupper()
        and folded(one.text) == bare
        and at > 0
        and held.tokens[at - 1].text not in _ENDS
        for at, one in enumerate(held.tokens)
    )


def _initials(held: Reading) -> frozenset[str]:
    """The first letters of every run of capitalised words, small words left out and taken in."""
    language = held.language
    if language is None:
        return frozenset()
    inside = set(language.words.inside_names.split())
    found: set[str] = set()
    words = [one for one in held.tokens if one.kind == "word"]
    for at in range(len(words)):
        letters = ""
        for one in words[at : at + 8]:
            if one.text[0].isupper():
                letters += one.lower[0]
                if len(letters) > 1:
                    found.add(letters)
            elif one.lower not in inside:
                break
    return frozenset(found)


def _finding(
    turn: Reading, missing: Sequence[Token], run: Sequence[Token], others: Sequence[Reading]
) -> Finding | None:
    """None when the name belongs to one that is known: the first name of someone, or who is spoken of all the time."""
    language = turn.language
    assert language is not None
    words = turn.text[missing[0].start : missing[-1].end]
    holders = [at for at, held in enumerate(others) if all(is_known(one.text, held.words, language) for one in missing)]
    if len(holders) >= TOPIC:
        return None
    if holders and len(missing) < len(run):
        held = others[holders[0]]
        whole = [folded(one.text) for one in run]
        spoken = [folded(one.text) for one in held.tokens if one.kind == "word"]
        if any(spoken[at : at + len(whole)] == whole for at in range(len(spoken))):
            return None
    return _report(words, holders[0] if holders else None)


def _report(words: str, other: int | None) -> Finding:
    if other is not None:
        message = f"“{words}” is named in another passage, and in none that the turn cites."
        return Finding(kind=FindingKind.ELSEWHERE, words=words, message=message, other=other)
    message = f"“{words}” is named in none of the passages that the turn cites."
    return Finding(kind=FindingKind.NAME, words=words, message=message)
