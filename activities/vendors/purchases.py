"""Paid calls: find the result in the ledger, else wait for the vendor, look again, spend and keep."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TypeVar

from activities.runtime.arrival import check_cancelled
from activities.runtime.heartbeats import confirm_attempt
from activities.vendors.access import LocalSlots, VendorAccess
from activities.vendors.claims import Claims, Elsewhere, Held
from activities.vendors.draining import Drain
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.progress import OnProgress

Answer = TypeVar("Answer")
Result = TypeVar("Result")


class Purchase:
    """One that is being made."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self.repeats = held.repeats

    async def confirm(self) -> None:
        """To be called right before each paid call: whether it is still this attempt's to make, and this process's.

        Raises:
            Elsewhere: another process took it over. The ledger has to be asked again.
            TransientFault: `cancelled`, after another call of this attempt.
        """
        await confirm_attempt()
        await self._held.confirm()
        check_cancelled()

    def claim_part(self, kind: LedgerKind, key: str) -> AbstractAsyncContextManager[Held]:
        """Around a part of it that other results have, too. Raises Elsewhere."""
        return self._held.also(kind, key)


class Purchases:
    """Everything that is paid for with one vendor goes through here."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        access: VendorAccess | None = None,
        claims: Claims | None = None,
        drain: Drain | None = None,
    ) -> None:
        self.ledger, self._drain = ledger, drain or Drain()
        self._access, self._claims = access or LocalSlots(), claims or Claims(ledger)

    async def find_or_pay(
        self,
        kind: LedgerKind,
        key: str,
        caller: str,
        *,
        look: Callable[[], Awaitable[Result | None]],
        spend: Callable[[Purchase], Awaitable[Answer]],
        keep: Callable[[Answer, Purchase], Awaitable[Result]],
        on_progress: OnProgress,
    ) -> Result:
        """What `look` finds; else what `keep` makes of the answer for which `spend` pays.

        `look` forgets an entry that it turns down. `spend` has the vendor's slot, `keep` has not: the next call begins
        while an answer is being inspected.
        """
        while (found := await look()) is None:
            try:
                async with AsyncExitStack() as until_kept:
                    async with self._access.acquire(on_progress):
                        await confirm_attempt()
                        held = await until_kept.enter_async_context(self._claims.hold(kind, key, caller))
                        purchase = Purchase(held)
                        answer = await spend(purchase)
                    return await keep(answer, purchase)
            except Elsewhere as other:
                await on_progress("waiting for the same call of another job")
                await self._drain.until_begun(self._claims.wait(other))
        return found
