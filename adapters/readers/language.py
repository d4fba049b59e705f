"""The language of a text, by the model that py3langid brings (BSD-3-Clause): loaded once, no network."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_ENOUGH_LETTERS = 20  # below it the model guesses ("Hello" is Breton to it)
_SAMPLE = 4_000  # characters from each of five places: enough to be sure, 5 ms
_SURE = 0.5  # probability of the best language against all others together


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def load() -> None:
    """Loads the model, which takes 0.5 s: call it outside the event loop."""
    _identifier()


def language(text: str) -> str:
    """ISO 639-1 code of the language of most of the text, or `und`."""
    if len(text) > 5 * _SAMPLE:
        step = (len(text) - _SAMPLE) // 4
        text = " ".join(text[at * step : at * step + _SAMPLE] for at in range(5))
    if sum(character.isalpha() for character in text) < _ENOUGH_LETTERS:
        return "und"
    code, probability = _identifier().classify(text)
    return str(code)[:2] if len(str(code)) == 2 and probability >= _SURE else "und"
