"""Which letters beyond ASCII the languages in Latin letters write: a text is in one of them."""

_WRITTEN = {
    "en": "éèêëïöçñæœ",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "de": "äöüßéà",
    "es": "áéíóúüñªº",
    "pt gl": "áàâãçéêíóôõúüªºñ",
    "it": "àèéìíîòóùúº",
    "nl": "áéíóúàèëïöüêĳ",
    "da no nb nn": "æøåéèêóòâôáüö",
    "sv fi": "åäöéàüšž",
    "is fo": "áðéíóúýþæöø",
    "tr az": "çğıöşüâîûi̇ə",
    "pl": "ąćęłńóśźż",
    "cs sk": "áäčďéěíĺľňóôŕřšťúůýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţ",
    "hr sl bs sr": "čćđšž",
    "sq": "çë",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņōŗšūž",
    "et": "äõöüšž",
    "mt": "àċèġħìòùż",
    "ca": "àçéèíïóòúü·",
    "cy ga": "áéíóúâêîôûŵŷàèëïòöùẅ",
    "eo": "ĉĝĥĵŝŭ",
    "vi": "àáâãèéêìíòóôõùúăđĩũơưý",
}
_ALPHABETS = {
    language: frozenset(letters + letters.upper())
    for languages, letters in _WRITTEN.items()
    for language in languages.split()
}


def strangers(text: str, language: str | None = None) -> int:
    """Letters beyond ASCII that the language does not write; without one, that the best one does not."""
    letters = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    alphabets = [_ALPHABETS[language]] if language in _ALPHABETS else _ALPHABETS.values()
    return min(sum(letter not in alphabet for letter in letters) for alphabet in alphabets)
