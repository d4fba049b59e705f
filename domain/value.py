"""The two kinds of model: values of our own, and bodies that callers sent."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value. Unknown fields are dropped, so that an older worker reads a newer payload."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Body(BaseModel):
    """A request body. An unknown field is refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
