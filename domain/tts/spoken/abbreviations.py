"""Abbreviations in full, so that no voice pauses at their full stop or spells them out."""

import re

# What is written (without its last full stop) → what is said. Matched as whole words, first letter in either case.
PHRASES = {
    "e.g": "for example,",
    "eg": "for example,",
    "i.e": "that is,",
    "w.r.t": "with respect to",
    "a.k.a": "also known as",
    "et al": "and colleagues",
    "viz": "namely",
    "approx": "approximately",
    "cf": "compare",
    "incl": "including",
    "excl": "excluding",
    "esp": "especially",
    "resp": "respectively",
    "vs": "versus",
    "dept": "department",
    "govt": "government",
    "univ": "university",
    "ibid": "",
    "op. cit": "",
    "prof": "professor",
    "jr": "junior",
    "corp": "corporation",
    "ltd": "limited",
    "bros": "brothers",
    "st. dev": "standard deviation",
}
ALWAYS = frozenset({"vs", "w.r.t", "a.k.a", "et al", "e.g", "i.e"})  # also without the last full stop

# Only before a number, in exactly this case: in "He said no. 5 of them left" there is no number 5.
BEFORE_NUMBERS = {
    "No": "Number",
    "Nos": "Numbers",
    "nos": "numbers",
    "p": "page",
    "pp": "pages",
    "Vol": "Volume",
    "vol": "volume",
    "Fig": "Figure",
    "fig": "figure",
    "Figs": "Figures",
    "figs": "figures",
    "Eq": "Equation",
    "eq": "equation",
    "Eqs": "Equations",
    "eqs": "equations",
    "Tab": "Table",
    "Sec": "Section",
    "Sect": "Section",
    "sect": "section",
    "Ch": "Chapter",
    "Chap": "Chapter",
    "chap": "chapter",
    "Art": "Article",
    "ca": "about",
    "c": "about",
}
BEFORE_NAMES = {
    "Dr": "Doctor",
    "Gen": "General",
    "Gov": "Governor",
    "Sen": "Senator",
    "Rep": "Representative",
    "Rev": "Reverend",
}
AFTER_NAMES = {"Inc": "Incorporated", "Co": "Company", "Sr": "Senior"}
MONTHS = {
    "Jan": "January",
    "Feb": "February",
    "Mar": "March",
    "Apr": "April",
    "Jun": "June",
    "Jul": "July",
    "Aug": "August",
    "Sep": "September",
    "Sept": "September",
    "Oct": "October",
    "Nov": "November",
    "Dec": "December",
}
SLASHED = {
    "and/or": "and or",
    "he/she": "he or she",
    "she/he": "she or he",
    "s/he": "she or he",
    "his/her": "his or her",
    "him/her": "him or her",
    "w/o": "without",
    "w/": "with ",
    "24/7": "24 7",
    "n/a": "not applicable",
}
OPENERS = frozenset(
    """
    The A An In It Its This That These Those He She They We You I But And So Yet However When While If As At
    On For After Before Since There Here What Why How Who Where Our Their His Her My Some Many Most All Both
    No Not One Then Now
    """.split()  # noqa: SIM905  # a table of words
)
"""Words that open a sentence: an acronym's last full stop before one of them is also the sentence's."""


def _either_case(word: str) -> str:
    return rf"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}"


def _alternatives(words: dict[str, str] | frozenset[str]) -> str:
    return "|".join(_either_case(word) for word in sorted(words, key=len, reverse=True))


_PHRASE = re.compile(
    rf"(?<![\w.])(?:({_alternatives(dict.fromkeys(PHRASES, ''))})\.|({_alternatives(ALWAYS)})(?![\w.]))(,?)(?!\w)"
)
_BEFORE_NUMBER = re.compile(rf"(?<![\w.])({'|'.join(sorted(BEFORE_NUMBERS, key=len, reverse=True))})\.\s?(?=[A-Z]?\d)")
_BEFORE_NAME = re.compile(rf"(?<![\w.])({'|'.join(BEFORE_NAMES)})\.(?=\s[A-Z])")
_AFTER_NAME = re.compile(rf"(?<=\w)(,? )({'|'.join(AFTER_NAMES)})\.(?![\w.])")
_MONTH = re.compile(rf"(?<![\w.])({'|'.join(sorted(MONTHS, key=len, reverse=True))})\.(?=\s\d)")
_MONTH_AFTER_DAY = re.compile(rf"(?<=\d )({'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?(?=,?\s\d{{4}})")
_ET_CETERA = re.compile(r",?\s*(?:(?<!\w)&c|(?<!\w)[Ee]tc)\.?(?!\w)")
_DOTTED = re.compile(r"(?<![\w.])((?:[A-Z]\.){2,5})(?![\w])")
_DEGREE = re.compile(r"\b(Ph|M|B)\.(D|Sc|A|Phil)\.(?!\w)")
_SLASHED = re.compile(
    rf"(?<![\w/])({'|'.join(re.escape(word) for word in SLASHED)})(?![/])(?:(?<=/)|(?!\w))", re.IGNORECASE
)


def spoken_abbreviations(text: str) -> str:
    """English with its abbreviations in full. A full stop that also ended the sentence stays."""
    text = _ET_CETERA.sub(_et_cetera, text)
    text = _PHRASE.sub(_phrase, text)
    text = _BEFORE_NUMBER.sub(lambda match: BEFORE_NUMBERS[match[1]] + " ", text)
    text = _BEFORE_NAME.sub(lambda match: BEFORE_NAMES[match[1]], text)
    text = _AFTER_NAME.sub(lambda match: match[1] + AFTER_NAMES[match[2]] + _stop(match), text)
    text = _MONTH.sub(lambda match: MONTHS[match[1]], text)
    text = _MONTH_AFTER_DAY.sub(lambda match: MONTHS[match[1]], text)
    text = _DEGREE.sub(lambda match: match[1] + match[2] + _stop(match), text)
    text = _DOTTED.sub(lambda match: match[1].replace(".", "") + _stop(match), text)
    return _SLASHED.sub(lambda match: SLASHED[match[1].lower()], text)


def _phrase(match: re.Match[str]) -> str:
    written = match[1] or match[2]
    said = _cased(written, PHRASES[written[0].lower() + written[1:]])
    comma = match[3]
    if said.endswith(","):
        return said
    return said + (comma or (_stop(match) if match[1] else ""))


def _et_cetera(match: re.Match[str]) -> str:
    following = match.string[match.end() :]
    goes_on = following[:1] in {",", ")", ";", ":", ".", "?", "!"} or _first_word(following)[:1].islower()
    return " and so on" + ("" if goes_on or not match[0].endswith(".") else ".")


def _stop(match: re.Match[str]) -> str:
    """The full stop again, when the sentence seems to end with the abbreviation."""
    following = match.string[match.end() :]
    if not following.strip("\"'”’) \n"):
        return "."
    return "." if following[:1].isspace() and _first_word(following) in OPENERS else ""


def _first_word(text: str) -> str:
    found = re.match(r"[\s\"'“‘(]*([^\W_]+)", text)
    return found[1] if found else ""


def _cased(written: str, said: str) -> str:
    return said[:1].upper() + said[1:] if written[:1].isupper() else said
