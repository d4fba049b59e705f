"""What is wrong with a field, in plain words: pydantic's own speak of types and tuples."""

from collections.abc import Callable, Mapping
from typing import Any

_FORMS = {
    "A-Za-z]{2,3}(-": "must be a language code, such as en or pt-BR",
    "A-Za-z0-9._-]+(:": "must be vendor or vendor:model, such as openai:gpt-5.4-mini",
    "\\w[^\\n]*$": "must hold a letter or a digit, in one line",
    "A-Za-z0-9_.-]+$": "must be the name of a setting: letters, digits, _ . and -",
    "^[^\\s:": "must not begin with a space or hold a colon",
}
"""By a part of the pattern of the field."""

_Said = Callable[[Mapping[str, Any]], str]


def _few(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _too_short(context: Mapping[str, Any]) -> str:
    least = context["min_length"]
    return "must not be empty" if least == 1 else f"must have at least {_few(least, 'character', 'characters')}"


_WORDS: dict[str, _Said] = {
    "greater_than_equal": lambda context: f"must be at least {context['ge']:g}",
    "greater_than": lambda context: f"must be more than {context['gt']:g}",
    "less_than_equal": lambda context: f"must be at most {context['le']:g}",
    "less_than": lambda context: f"must be less than {context['lt']:g}",
    "string_too_short": _too_short,
    "string_too_long": lambda context: f"must have at most {_few(context['max_length'], 'character', 'characters')}",
    "too_short": lambda context: f"must have at least {_few(context['min_length'], 'entry', 'entries')}",
    "too_long": lambda context: f"must have at most {_few(context['max_length'], 'entry', 'entries')}",
    "enum": lambda context: f"must be one of {context['expected']}",
    "literal_error": lambda context: f"must be {context['expected']}",
    "string_pattern_mismatch": lambda context: _form(context["pattern"]),
    "missing": lambda context: "is needed",
    "string_type": lambda context: "must be text",
    "bool_type": lambda context: "must be true or false",
    "bool_parsing": lambda context: "must be true or false",
    "int_type": lambda context: "must be a whole number",
    "int_parsing": lambda context: "must be a whole number",
    "int_from_float": lambda context: "must be a whole number",
    "float_type": lambda context: "must be a number",
    "float_parsing": lambda context: "must be a number",
    "finite_number": lambda context: "must be a finite number",
    "tuple_type": lambda context: "must be a list",
    "list_type": lambda context: "must be a list",
    "dict_type": lambda context: "must be an object",
    "model_type": lambda context: "must be an object",
    "model_attributes_type": lambda context: "must be an object",
}


def said(error: Mapping[str, Any]) -> str:
    """The words for an error of pydantic; its own message when there are none for its type."""
    words = _WORDS.get(error["type"])
    return words(error.get("ctx", {})) if words else str(error["msg"]).removeprefix("Value error, ")


def _form(pattern: str) -> str:
    return next((words for part, words in _FORMS.items() if part in pattern), f"must be of the form {pattern}")
