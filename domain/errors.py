"""Faults, by what has to happen next.

    Fault
    ├── TransientFault   retried automatically: 408, 409, 429, 5xx, transport, a clip that fails its check
    ├── AccountFault     key, quota, plan: its jobs wait, and go on once the account is in order; so does a full disk
    ├── ItemFault        one item needs a person: unknown voice, refused content, budget reached
    └── PermanentFault   the job fails: no text in the source
    Refused              a request that cannot be honoured; nothing was started (HTTP 4xx)
    …Unavailable         something that Podwright stands on does not answer: catalog, artifacts, engine

A message says what failed, on which item; `advice` says what to do. `code` is a stable snake_case word.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator

from domain.money import NOTHING, Bill
from domain.value import Value
from domain.visible_text import visible


class FaultKind(StrEnum):
    TRANSIENT = "TransientFault"
    ACCOUNT = "AccountFault"
    ITEM = "ItemFault"
    PERMANENT = "PermanentFault"


class Own(StrEnum):
    """Our own, in the place of a vendor, which can be full or away: jobs wait for it as for an account."""

    DISK = "disk"
    """Under the temporary files of a worker."""
    CATALOG = "catalog"
    ARTIFACTS = "artifacts"


Words = Annotated[str, AfterValidator(visible)]
"""What vendors and files said: without what a terminal would obey."""


class FaultDetail(Value):
    """What travels with a failure through Temporal, and is shown to people. Strings are bounded by `Fault`.

    `billed`: what all attempts together were billed without a result; `pays_again`: of which a part is lost; `kept`:
    all of it is kept, and the fault is one that Temporal would retry but for its bill.
    """

    kind: FaultKind
    code: str
    message: Words
    advice: Words = ""
    provider: Words = ""
    text: Words = ""
    billed: Bill = NOTHING
    pays_again: bool = False
    kept: bool = False


class Fault(Exception):
    """A failure while a job was being done.

    `pays_again`: something was billed that another attempt would be billed for again. Whether it is made is decided
    where the budget is known, in the workflow, and not by Temporal's retries.
    `kept`: something was billed, and whoever asks next finds it. The workflow has to hear of the bill before it waits,
    as a cancellation ends the waiting.
    """

    kind: FaultKind
    billed: Bill = NOTHING
    pays_again: bool = False
    kept: bool = False

    def __init__(self, code: str, message: str, *, advice: str = "", provider: str = "", text: str = "") -> None:
        message, advice, provider, text = (visible(each) for each in (message, advice, provider, text))
        super().__init__(message)
        self.code, self.message, self.advice = code, message[:600], advice[:400]
        self.provider, self.text = provider, text[:300]

    def with_bill(self, billed: Bill, *, pays_again: bool = False, kept: bool = False) -> Self:
        """The same fault, with what it cost, to be raised in its place."""
        fault = type(self).__new__(type(self), *self.args)
        fault.__dict__.update(self.__dict__, billed=billed, pays_again=pays_again, kept=kept)
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
            pays_again=self.pays_again,
            kept=self.kept,
        )


class TransientFault(Fault):
    """Goes away without a person. `retry_after`: the delay that the vendor asked for."""

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
    """The vendor rejects the account. `provider` names the vendor whose gate closes."""

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
    """A request that cannot be honoured. `status` is HTTP's.

    `loc` is the path of the field at fault; `retry_after` is in seconds, where the same request may succeed later.
    """

    def __init__(
        self, code: str, message: str, *, loc: Loc = (), status: int = 422, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.loc, self.status, self.retry_after = code, message, loc, status, retry_after


class IdempotencyConflict(Exception):
    """The idempotency key was used for another body."""


class CatalogUnavailable(Exception):
    """The database does not answer."""


class ArtifactsUnavailable(Exception):
    """The object store does not answer, is full or denies access. It comes back, or a setting is wrong."""

    advice = "Make room for the artifacts or restore access to them (podwright doctor checks both), then resume."


class EngineUnavailable(Exception):
    """Temporal does not answer."""


class NoWorker(Exception):
    """No worker took it up in the time given; safe to repeat."""
