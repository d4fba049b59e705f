"""A language model over a cache, the ledger: asked the same again, it bills nothing."""

import hashlib
import json
from collections.abc import Callable

from pydantic import ValidationError

from domain.artifacts.ledger import Ledger, LedgerKind, report_unsaved
from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, LanguageModel, StopReason

WHO = "writer"
"""The caller in its marks: a writer does not know for which job it asks."""


class CachedLanguageModel:
    """Implements `LanguageModel`.

    Only whole answers that `accept` takes are stored; an entry that it no longer takes is forgotten, and the model is
    asked again. An answer from the ledger has `usage.reused` and no tokens: nothing was billed for it.
    """

    def __init__(self, model: LanguageModel, ledger: Ledger, *, accept: Callable[[Completion], bool]) -> None:
        self._model, self._ledger, self._accept = model, ledger, accept

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def endpoint(self) -> str:
        return self._model.endpoint

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        key = completion_key(self._model, ask)
        if (kept := await self._stored(key)) is not None:
            return kept.model_copy(update={"usage": TokenUsage(reused=True)})
        await self._ledger.mark(LedgerKind.COMPLETION, key, WHO)
        completion: Completion | None = None
        try:
            with report_unsaved("The writer's answer"):
                try:
                    completion = await self._model.complete(ask, on_progress=on_progress)
                finally:
                    await self._ledger.unmark(LedgerKind.COMPLETION, key, WHO)
                if not self._is_usable(completion):
                    return completion
                winner = await self._ledger.keep(LedgerKind.COMPLETION, key, completion)
        except Fault as fault:
            if completion is None:
                raise
            raise fault.with_bill(completion.usage.bill) from fault
        return winner.model_copy(update={"usage": completion.usage})

    async def _stored(self, key: str) -> Completion | None:
        try:
            kept = await self._ledger.find(LedgerKind.COMPLETION, key, Completion)
            if kept is None or self._is_usable(kept):
                return kept
        except ValidationError:
            pass
        await self._ledger.forget(LedgerKind.COMPLETION, key)
        return None

    def _is_usable(self, completion: Completion) -> bool:
        return completion.stop is StopReason.END and self._accept(completion)


def completion_key(model: LanguageModel, ask: Ask) -> str:
    """Hex SHA-256 of everything that decides the answer: who is asked, and the whole ask."""
    decides = [model.endpoint, model.name, ask.model_dump(mode="json", exclude=None if ask.take else {"take"})]
    return hashlib.sha256(json.dumps(decides, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
