"""A vendor's gate: a circuit breaker that the fleet shares.

While it is closed, the vendor is not called. A person opens it again, or a free probe and then one good call.
"""

from datetime import datetime
from enum import StrEnum

from domain.errors import AccountFault
from domain.value import Value
from domain.vendors.declarations import ProviderRole

ONE_ITEM_ONLY = "plan_insufficient"
"""The one account fault that is about what was asked for (a voice of a larger plan): other calls may well succeed."""


class GateState(StrEnum):
    """HALF_OPEN: one call at a time goes through on trial, and the first good answer opens the gate for all."""

    OPEN = "open"
    CLOSED = "closed"
    HALF_OPEN = "trial"


class GateKind(StrEnum):
    """Who closed it: the vendor, by refusing the account, or a person. Probes open only the former."""

    ACCOUNT = "account"
    MANUAL = "manual"


class Gate(Value):
    """`fingerprint` tells the refused key from the next one without disclosing it; `since`: when it was closed."""

    vendor: str
    role: ProviderRole
    state: GateState
    kind: GateKind = GateKind.ACCOUNT
    code: str = ""
    reason: str = ""
    advice: str = ""
    fingerprint: str = ""
    since: datetime

    def fault(self) -> AccountFault:
        """What the vendor answered when it closed, or what the person who closed it wrote."""
        return AccountFault(self.code, self.reason, advice=self.advice, provider=self.vendor)


def closes(fault: AccountFault) -> bool:
    """Whether the fault is the whole account's, so that every other call would meet it too."""
    return fault.code != ONE_ITEM_ONLY


def closed_by_hand(vendor: str, role: ProviderRole, reason: str, now: datetime) -> Gate:
    return Gate(
        vendor=vendor,
        role=role,
        state=GateState.CLOSED,
        kind=GateKind.MANUAL,
        code="closed_by_hand",
        reason=reason or f"{vendor} was closed by hand.",
        advice=f"Open it: podwright providers open {vendor}",
        since=now,
    )


def closed_by_vendor(role: ProviderRole, fault: AccountFault, *, vendor: str, fingerprint: str, now: datetime) -> Gate:
    return Gate(
        vendor=vendor,
        role=role,
        state=GateState.CLOSED,
        code=fault.code,
        reason=fault.message,
        advice=fault.advice,
        fingerprint=fingerprint,
        since=now,
    )
