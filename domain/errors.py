"""Every fault Podwright names, by what has to happen next.

    Fault
    ├── TransientFault   try again by itself: 408, 409, 429, 5xx, transport, a clip that fails its check
    ├── AccountFault     key, quota, plan: the vendor waits, the podcast goes on by itself once it is mended
    ├── ItemFault        this one item needs a person: unknown voice, refused content, budget reached
    └── PermanentFault   nothing will help this job: no text in the source
    Refused              a request that cannot be honoured, told before anything was started (HTTP 4xx)

A message says what failed, on which item; `advice` says what to do. `code` is a stable snake_case word.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Self

from domain.money import NOTHING, Bill
from domain.value import Value


class FaultKind(StrEnum):
    TRANSIENT = "TransientFault"
    ACCOUNT = "AccountFault"
    ITEM = "ItemFault"
    PERMANENT = "PermanentFault"


class FaultDetail(Value):
    """What travels with a failure through Temporal, and is shown to people. Strings are bounded by `Fault`.

    `billed`: what all attempts together were billed without a result.
    """

    kind: FaultKind
    code: str
    message: str
    advice: str = ""
    provider: str = ""
    text: str = ""
    billed: Bill = NOTHING


class Fault(Exception):
    """Something went wrong while a job was being done."""

    kind: FaultKind
    billed: Bill = NOTHING

    def __init__(self, code: str, message: str, *, advice: str = "", provider: str = "", text: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.advice = code, message[:600], advice[:400]
        self.provider, self.text = provider, text[:300]

    def with_bill(self, billed: Bill) -> Self:
        """The same fault for whoever raises it on. It cost this much."""
        fault = type(self).__new__(type(self), *self.args)
        fault.__dict__.update(self.__dict__, billed=billed)
        return fault

    def detail(self) -> FaultDetail:
        return FaultDetail(
            kind=self.kind,
            code=self.code,
            message=self.message,
            advice=self.advice,
            provider=self.provider,
            text=self.text,
            billed=self.billed,
        )


class TransientFault(Fault):
    """Goes away by itself. `retry_after` is what the vendor asked for, when it did."""

    kind = FaultKind.TRANSIENT

    def __init__(
        self,
        code: str,
        message: str,
        *,
        advice: str = "",
        provider: str = "",
        text: str = "",
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(code, message, advice=advice, provider=provider, text=text)
        self.retry_after = retry_after


class AccountFault(Fault):
    """The vendor turns our account away. `provider` names the vendor whose gate closes."""

    kind = FaultKind.ACCOUNT


class ItemFault(Fault):
    """One item needs a person; its siblings go on."""

    kind = FaultKind.ITEM


class PermanentFault(Fault):
    """The job fails, with advice."""

    kind = FaultKind.PERMANENT


Loc = tuple[str | int, ...]
"""The path of a field."""


class Refused(Exception):
    """A request that cannot be honoured. `loc` is the path of the field at fault."""

    def __init__(self, code: str, message: str, *, loc: Loc = (), status: int = 422) -> None:
        super().__init__(message)
        self.code, self.message, self.loc, self.status = code, message, loc, status


class CatalogUnavailable(Exception):
    """The database does not answer."""


class ArtifactsUnavailable(Exception):
    """The place where bytes are kept does not answer, or refuses us. Goes away by itself, or with a setting."""

    advice = "Make room for the artifacts or restore access to them (podwright doctor checks both), then resume."


class EngineUnavailable(Exception):
    """The engine itself does not answer."""


class NoWorker(Exception):
    """Nobody took it up in the time given; safe to repeat."""
