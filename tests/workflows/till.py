"""Vendors that fail at random, and a till: what each call costs, when it began, and what was billed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from adapters.fake.language import FakeLanguageModel
from adapters.fake.speech import HOST, FakeSpeech, wav_of
from domain.errors import AccountFault, ItemFault, TransientFault
from domain.money import Bill
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from tests.fakevendor.author import author

USD_PER_1000, USD_PER_MILLION = 1.0, 100.0
SILENCE = wav_of("x", voice=HOST, seconds=4, level=0.0)


class Till:
    """`budget`: what the podcast may spend now; None bounds nothing. `beyond` holds calls that began although what was
    billed, and what other calls in flight cost, had used it up."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.mended, self.busy, self.account = False, 0.1, 0.0
        self.budget: float | None = None
        self.billed = self.in_flight = 0.0
        self.calls = 0
        self.beyond: list[str] = []

    def fate(self, **shares: float) -> str:
        """One of the names, in proportion; "good" once the vendors are mended."""
        names = ["good", *shares]
        return "good" if self.mended else self.chance.choices(names, [1 - sum(shares.values()), *shares.values()])[0]

    @asynccontextmanager
    async def call(self, what: str, cost: float) -> AsyncIterator[None]:
        """Around one call, which costs at most that much."""
        self.calls += 1
        if self.budget is not None and self.billed + self.in_flight + cost > self.budget + 1e-6:
            self.beyond.append(f"{what}: {self.billed:.4f} + {self.in_flight:.4f} + {cost:.4f} > {self.budget:.4f}")
        self.in_flight += cost
        try:
            yield
        finally:
            self.in_flight -= cost

    def bill(self, usd: float) -> None:
        self.billed += usd


class FickleSpeech(FakeSpeech):
    """Refuses for nothing, breaks off and is billed, says nothing and is billed, says something else."""

    def __init__(self, till: Till) -> None:
        super().__init__(seconds=0.01)
        self.till = till

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        till, size = self.till, len(utterance.text)
        cost = size * USD_PER_1000 / 1000
        fate = till.fate(busy=till.busy, broken=0.06, silent=0.1, garbage=0.04, refused=0.05, account=till.account)
        async with till.call(f"speech {utterance.text!r}", cost):
            raw = await super().synthesize(utterance, on_progress=on_progress)
            match fate:
                case "busy":
                    raise TransientFault("rate_limited", "429", provider=self.vendor)
                case "refused":
                    raise ItemFault("content_refused", "No.", provider=self.vendor)
                case "account":
                    raise AccountFault("quota_exhausted", "No credits are left.", provider=self.vendor)
            till.bill(cost)
            match fate:
                case "broken":
                    fault = TransientFault("vendor_unreachable", "It broke off.", provider=self.vendor)
                    raise fault.with_bill(Bill(characters=size))
                case "silent":
                    return RawAudio(SILENCE, media_type="audio/wav", characters=size)
                case "garbage":
                    return RawAudio(b"no audio", media_type="audio/wav", characters=size)
            return raw


class FickleModel(FakeLanguageModel):
    """Answers with words in place of JSON, breaks off and is billed, refuses for nothing."""

    def __init__(self, till: Till) -> None:
        super().__init__(author=self._write)
        self.till = till

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        till = self.till
        self.fate = till.fate(busy=till.busy, broken=0.06, unusable=0.2)
        most = (ask.most.input_tokens + ask.most.output_tokens) * USD_PER_MILLION / 1e6
        async with till.call(ask.schema_name, most):
            if self.fate == "busy":
                raise TransientFault("rate_limited", "429", provider="fake")
            completion = await super().complete(ask, on_progress=on_progress)
            usage = completion.usage
            usd = (usage.input + usage.output) * USD_PER_MILLION / 1e6
            till.bill(usd)
            usage = usage.model_copy(update={"cost_usd": usd})
            if self.fate == "broken":
                raise TransientFault("vendor_unreachable", "It broke off.", provider="fake").with_bill(usage.bill)
            return completion.model_copy(update={"usage": usage})

    def _write(self, ask: Ask) -> str:
        if self.fate == "unusable":
            return "Let me think about that. " * 40
        return author({"messages": [message.model_dump() for message in ask.messages]})
