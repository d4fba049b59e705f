"""A language model over a cache, the ledger, and behind its vendor's access: asked again, it bills nothing."""

import hashlib
import json
from collections.abc import Callable

from pydantic import ValidationError

from activities.vendors.billing import Attempt
from activities.vendors.purchases import Purchase, Purchases
from domain.artifacts.ledger import LedgerKind, report_unsaved
from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, LanguageModel, StopReason
from domain.value import keyed

KEYED = frozenset({"messages", "schema_name", "json_schema", "max_output_tokens", "temperature"})
"""Fields that are in every key. A field that was added later is in it only when it differs from its default."""


class CachedLanguageModel:
    """Implements `LanguageModel`, for one attempt of an activity (`attempt`; without one, for whoever asks).

    Only whole answers that `accept` takes are stored for all; an entry that it no longer takes is forgotten, and the
    model is asked again. An answer from the ledger has `usage.reused` and no tokens: nothing was billed for it. What an
    earlier attempt was answered, usable or not, costs nothing either, but counts as this activity's own.
    """

    def __init__(
        self,
        model: LanguageModel,
        purchases: Purchases,
        *,
        accept: Callable[[Completion], bool],
        attempt: Attempt | None = None,
    ) -> None:
        self._model, self._purchases, self._accept, self._attempt = model, purchases, accept, attempt
        self._ledger = purchases.ledger

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def endpoint(self) -> str:
        return self._model.endpoint

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        key = completion_key(self._model, ask)
        caller = "writer" if self._attempt is None else self._attempt.caller

        async def look() -> Completion | None:
            return await self._stored(key)

        async def spend(purchase: Purchase) -> Completion:
            await purchase.confirm()
            if self._attempt is not None:
                await self._attempt.check_allowance(ask.most, "Another answer of the writer")
            return await self._model.complete(ask, on_progress=on_progress)

        async def keep(completion: Completion, _: Purchase) -> Completion:
            try:
                with report_unsaved("The writer's answer"):
                    return await self._kept(key, completion)
            except Fault as fault:
                raise fault.with_bill(completion.usage.bill) from fault

        return await self._purchases.find_or_pay(
            LedgerKind.COMPLETION, key, caller, look=look, spend=spend, keep=keep, on_progress=on_progress
        )

    async def _kept(self, key: str, completion: Completion) -> Completion:
        if self._attempt is not None:
            await self._attempt.store_bill(key, completion.usage.bill)
        if not self._is_usable(completion):
            if self._attempt is not None:
                await self._ledger.keep_answer(self._attempt.who, key, completion)
            return completion
        winner = await self._ledger.keep(LedgerKind.COMPLETION, key, completion)
        return winner.model_copy(update={"usage": completion.usage})

    async def _stored(self, key: str) -> Completion | None:
        own = self._attempt is not None and await self._attempt.was_billed(key)
        try:
            kept = await self._ledger.find(LedgerKind.COMPLETION, key, Completion)
            if kept is None and own and self._attempt is not None:
                kept = await self._ledger.answer(self._attempt.who, key, Completion)
            elif kept is not None and not self._is_usable(kept):
                await self._ledger.forget(LedgerKind.COMPLETION, key)
                kept = None
        except ValidationError:
            await self._ledger.forget(LedgerKind.COMPLETION, key)
            kept = None
        return None if kept is None else kept.model_copy(update={"usage": TokenUsage(reused=not own)})

    def _is_usable(self, completion: Completion) -> bool:
        return completion.stop is StopReason.END and self._accept(completion)


def completion_key(model: LanguageModel, ask: Ask) -> str:
    """Hex SHA-256 of everything that decides the answer: who is asked, and the whole ask."""
    decides = [model.endpoint, model.name, keyed(ask, KEYED)]
    return hashlib.sha256(json.dumps(decides, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
