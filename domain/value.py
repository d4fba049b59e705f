"""The two kinds of model: values of our own, and bodies that callers sent."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value. Unknown fields are dropped, so that an older worker reads a newer payload."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def keyed(value: Value, always: frozenset[str]) -> dict[str, object]:
    """The fields that decide a ledger key: `always`, and any other that differs from its default.

    So a field that is added with a default leaves every key as it was, and nothing is paid for again.
    """
    whole = value.model_dump(mode="json", include=set(always))
    return {**whole, **value.model_dump(mode="json", exclude_defaults=True)}


class Body(BaseModel):
    """A request body. An unknown field is refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
