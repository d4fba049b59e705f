"""The two kinds of model: values we made ourselves, and bodies a stranger sent."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value. Unknown fields are dropped, so that an older worker reads a newer payload."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Body(BaseModel):
    """Something a caller sent. A field we do not know is refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
