"""Amounts in words: ranges, currencies, units, powers, fractions. Digits stay; what is around them is spelled out."""

import re

from domain.tts.spoken.unit_names import CURRENCIES, LETTER_UNITS, MAGNITUDES, POWERS, SAID_RIGHT, SLASH_ONLY, UNITS

_NUMBER = r"\d+(?:[.,:]\d+)*"
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:[\u00a0\u202f\u2009'’]\d{3})+)(?![\d])")
_FRACTION_NAMES = {
    "½": "one half",
    "⅓": "one third",
    "⅔": "two thirds",
    "¼": "one quarter",
    "¾": "three quarters",
    "⅕": "one fifth",
    "⅖": "two fifths",
    "⅗": "three fifths",
    "⅘": "four fifths",
    "⅙": "one sixth",
    "⅚": "five sixths",
    "⅛": "one eighth",
    "⅜": "three eighths",
    "⅝": "five eighths",
    "⅞": "seven eighths",
    "⅐": "one seventh",
    "⅑": "one ninth",
    "⅒": "one tenth",
}
_FRACTION = re.compile(rf"(\d\s?)?([{''.join(_FRACTION_NAMES)}])(?=(\w)?)")


def _names(table: dict[str, tuple[str, str]]) -> str:
    return "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))


_CURRENCY = _names(CURRENCIES)
_MAGNITUDE = "|".join(sorted(MAGNITUDES, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w$€£])({_CURRENCY})\s?({_NUMBER})(?:\s?(?:[–—]|-|to\s)\s?(?:\1\s?)?({_NUMBER}))?(?:\s?({_MAGNITUDE})(?!\w))?(?!\w)"
)
_AMOUNT_BEHIND = re.compile(
    rf"(?<![\w.,$€£])({_NUMBER})(?:\s?(?:[–—]|-)\s?({_NUMBER}))?(?:\s?({_MAGNITUDE}))?\s?({_CURRENCY})(?![\w$€£\d])"
)

_LONG_RANGE = re.compile(r"(?:(?<=\d)|(?<=[%‰°])|(?<=°[CF]))\s?[–‒]\s?(?=[$€£+\u2212-]?\d)")
_HYPHEN_RANGE = re.compile(
    rf"(?<![\w.-])({_NUMBER})-({_NUMBER})(?=\s?(?:%|percent\b|°|(?:{_names(UNITS)})(?![\w-]))|\s(?:{_names(LETTER_UNITS)})(?![\w-]))"
)
_GROUPED_RANGE = re.compile(r"(?<![\w.,-])(\d{1,3}(?:,\d{3})+)-(\d{1,3}(?:,\d{3})+)(?![\w,-])")
_YEARS = re.compile(r"(?<![\w.,/-])((?:1\d|20)\d\d)-((?:(?:1\d|20)\d)?\d\d?)(?![\w/-])")
_HALF_RANGE = re.compile(rf"({_NUMBER})\s?(%|°[CF]?)(?=\sto\s{_NUMBER}\s?\2)")
_NAMED_RANGE = re.compile(
    r"\b((?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"(\s\d{1,2})?\s?[–‒]\s?(?=[A-Z]\w+day\b|January|February|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber)"
)
_MINUS = re.compile(r"(?<![\w)\]}.,%°])[\u2212-](?=\d)")

_ANY_UNIT = _names(UNITS | LETTER_UNITS)
_PER = _names(UNITS | LETTER_UNITS | SLASH_ONLY)
_COMPOUND = re.compile(rf"(?<![\w.,/])({_NUMBER})([\s-]?)({_ANY_UNIT})([²³]?)/({_PER})([²³]?)(?![\w/])")
_AREA = re.compile(rf"(?<![\w.,/])({_NUMBER})([\s-]?)({_ANY_UNIT})([²³])(?!\w)")
_UNIT = re.compile(rf"(?<![\w.,/])({_NUMBER})([\s-]?)({_names(UNITS)})(?![\w/°])(?!-\d)")
_LETTER_UNIT = re.compile(
    rf"(?<![\w.,/$€£])({_NUMBER})([\s-])({_names(LETTER_UNITS)})(?![\w/'’.-]|\.\w)|(?<![\w.,/$€£])({_NUMBER})([\s-])({_names(LETTER_UNITS)})(?=\.(?:\s|$))"
)

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"(?<=[\w)\]])([⁻⁺]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?=(\w)?)")
_NUMBER_POWER = re.compile(rf"(?<=\d){_POWER.pattern}")
_STRAY_POWER = re.compile(r"[⁻⁺⁼⁽⁾ⁿⁱ⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LETTER_POWER = re.compile(r"(?<=[\w)\]])[ⁿⁱ](?!\w)")
_ION = re.compile(r"(?<![\w/])((?:[A-Z][a-z]?\d{0,2}){1,6})([²³⁴-⁹]?)([⁺⁻])(?!\w)")
_ISOTOPE = re.compile(r"(?<![\w)\]/])([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})([A-Z][a-z]?)(?![a-z])")
_ELEMENTS = {
    "H": "hydrogen", "He": "helium", "C": "carbon", "N": "nitrogen", "O": "oxygen", "K": "potassium", "Ar": "argon",
    "Fe": "iron", "Co": "cobalt", "Sr": "strontium", "Tc": "technetium", "I": "iodine", "Cs": "cesium", "Pb": "lead",
    "Rn": "radon", "Ra": "radium", "Th": "thorium", "U": "uranium", "Pu": "plutonium",
}  # fmt: skip
"""Whose isotopes are spoken of; others are said by their letters."""
_PER_AREA = re.compile(rf"\b(per|a|each|every|one) ({_ANY_UNIT})([²³])(?!\w)")
_TIMES_MORE = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?)[x×](?![\w×])(?!\s?\d)")
_AND_MORE = re.compile(rf"(?<![\w.,])({_NUMBER})\+(?![\w+=])(?!\s?\d)")
_ABOUT = re.compile(r"(?<![\w~≈])[~≈∼]\s?(?=[$€£]?\d)")
_NUMBER_SIGN = re.compile(r"(?<![\w&#])(?:#|№\s?)(?=\d)")


def grouped_with_commas(text: str) -> str:
    """Numbers such as `1 234 567`, set with narrow spaces, as English writes them."""
    return _GROUPED.sub(lambda match: match[1] + re.sub(r"\D", ",", match[2]), text)


def spoken_quantities(text: str) -> str:
    """English with its amounts in words."""
    text = _ISOTOPE.sub(_isotope, _ION.sub(_ion, text))
    text = _NUMBER_POWER.sub(_power, _FRACTION.sub(_fraction, text))
    text = _ABOUT.sub("about ", text.replace("µ", "μ").replace("Ω", "Ω"))
    text = _NUMBER_SIGN.sub("number ", text)
    text = _AMOUNT_BEHIND.sub(lambda match: _money(match[4], match[1], match[2], match[3]), text)
    text = _AMOUNT.sub(_amount, text)
    text = _YEARS.sub(_years, _GROUPED_RANGE.sub(r"\1 to \2", text))
    text = _NAMED_RANGE.sub(r"\1\2 to ", _HYPHEN_RANGE.sub(r"\1 to \2", _LONG_RANGE.sub(" to ", text)))
    text = _HALF_RANGE.sub(r"\1", text)
    text = _MINUS.sub("minus ", text)
    text = _COMPOUND.sub(lambda m: f"{_measured(m[1], m[2], m[3], m[4])} per {_one(m[5], m[6])}", text)
    text = _AREA.sub(lambda m: _measured(m[1], m[2], m[3], m[4]), text)
    text = _PER_AREA.sub(lambda m: f"{m[1]} {_one(m[2], m[3])}", text)
    text = _UNIT.sub(lambda m: _measured(m[1], m[2], m[3], ""), text)
    text = _LETTER_UNIT.sub(lambda m: _measured(m[1] or m[4], m[2] or m[5], m[3] or m[6], ""), text)
    text = _LETTER_POWER.sub(lambda match: f" to the power of {'n' if match[0] == 'ⁿ' else 'i'}", text)
    text = _STRAY_POWER.sub("", _POWER.sub(_power, text))
    return _AND_MORE.sub(r"\1 plus", _TIMES_MORE.sub(r"\1 times", text))


def _ion(match: re.Match[str]) -> str:
    charge = match[2].translate(_SUPERSCRIPTS)
    return " ".join(filter(None, (match[1], charge, "plus" if match[3] == "⁺" else "minus")))


def _isotope(match: re.Match[str]) -> str:
    return f"{_ELEMENTS.get(match[2], match[2])} {match[1].translate(_SUPERSCRIPTS)}"


def _fraction(match: re.Match[str]) -> str:
    before = f"{match[1].strip()} and " if match[1] else (" " if match.string[: match.start()][-1:].isalnum() else "")
    return before + _FRACTION_NAMES[match[2]] + (" " if match[3] else "")


def _years(match: re.Match[str]) -> str:
    """`1990-95` and `1990-1995`, but not the month in `2019-03`."""
    first, last = match.groups()
    later = len(last) in (2, 4) and int(last) > int(first[-len(last) :])
    return f"{first} to {last}" if later else match[0]


def _amount(match: re.Match[str]) -> str:
    sign, first, second, magnitude = match.groups()
    if sign in SAID_RIGHT and not second and not magnitude:
        return match[0]
    return _money(sign, first, second, magnitude)


def _money(sign: str, first: str, second: str | None, magnitude: str | None) -> str:
    one, many = CURRENCIES[sign]
    amount = f"{first} to {second}" if second else first
    if magnitude:
        return f"{amount} {MAGNITUDES[magnitude]} {many}"
    return f"{amount} {one if amount == '1' else many}"


def _measured(number: str, gap: str, unit: str, power: str) -> str:
    """`5-km` and `1 km` take the name of one; everything else the name of many."""
    one, many = (UNITS | LETTER_UNITS)[unit]
    name = one if number == "1" or gap == "-" else many
    words = f"{POWERS[power]} {name}" if power else name
    return f"{number}{'-' if gap == '-' and ' ' not in words else ' '}{words}"


def _one(unit: str, power: str) -> str:
    name = (UNITS | LETTER_UNITS | SLASH_ONLY)[unit][0]
    if power == "²" and unit == "s":
        return "second squared"
    return f"{POWERS[power]} {name}" if power else name


def _power(match: re.Match[str]) -> str:
    sign, digits, following = match[1], match[2].translate(_SUPERSCRIPTS), " " if match[3] else ""
    if not sign and digits in ("2", "3"):
        return (" squared" if digits == "2" else " cubed") + following
    word = {"⁻": "minus ", "⁺": "plus "}.get(sign, "")
    return f" to the power of {word}{digits}{following}"
