"""Writing with OpenAI's chat completions, and with every server that speaks that API."""

import asyncio
import json
from dataclasses import replace
from typing import cast

import openai
from openai.types.chat import ChatCompletionChunk

from adapters.openai import models
from adapters.openai.answer import Answer
from adapters.openai.connection import CONNECT_SECONDS, connect, host_of, is_openai, probe
from adapters.openai.dialect import Dialect, keeps, reasons
from adapters.openai.errors import FAILURES, VENDOR, fault_of, may_be_billed, vendor_words
from adapters.openai.patience import STALL_SECONDS, Patience
from domain.errors import Fault, TransientFault
from domain.money import Bill
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, StopReason
from domain.script.style import Style
from domain.vendors.declarations import WriterDeclaration

USD_PER_MILLION = {
    "gpt-5.5": (5.00, 30.00),
    "gpt-5.4": (2.50, 15.00),
    "gpt-5.4-mini": (0.75, 4.50),
    "gpt-5.4-nano": (0.20, 1.25),
    "gpt-5": (1.25, 10.00),
    "gpt-5-mini": (0.25, 2.00),
    "gpt-4.1": (2.00, 8.00),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
}
"""(input, output), standard tier, from OpenAI's price list in 2026. The price of other models is not known."""

SILENCE_SECONDS = 180.0
"""A reasoning model may think for minutes before its first token."""

CALL_SECONDS = 600.0
"""16,000 tokens at 30 tokens/s, the slowest model that is waited for."""

INPUT_TOKENS = 100_000
"""A quarter of the context of OpenAI's present models: attention to the middle fades long before the end."""

SMALL_INPUT_TOKENS = 4_000
"""Half of the 8,192 tokens of a usual model on one's own machine; the other half is for prompt and answer."""


class OpenAILanguageModel:
    """One model at one address. It learns from the first refusals which dialect the server speaks, and remembers it.

    `context_tokens`: what the model holds, where it is known (`served_models` has it for some servers).
    """

    def __init__(
        self,
        model: str = models.WRITING,
        *,
        api_key: str | None,
        base_url: str | None = None,
        context_tokens: int | None = None,
        usd_per_million: tuple[float, float] | None = None,
        silence_seconds: float = SILENCE_SECONDS,
        stall_seconds: float = STALL_SECONDS,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._model, self._key, self._base_url = model, api_key or "", base_url
        self._official = is_openai(base_url)
        known = USD_PER_MILLION.get(model, (0.0, 0.0)) if self._official else (0.0, 0.0)
        self._price = usd_per_million or known
        room = INPUT_TOKENS if self._official else SMALL_INPUT_TOKENS
        self._input_tokens = min(context_tokens // 2, INPUT_TOKENS) if context_tokens else room
        self._call_seconds = call_seconds
        self._patience = Patience(most=silence_seconds, stall=stall_seconds, slow=self._official and reasons(model))
        self._dialect = Dialect(guess=not self._official)
        self._client = connect(api_key=api_key, base_url=base_url, read_seconds=silence_seconds)

    @property
    def name(self) -> str:
        return f"{VENDOR}:{self._model}"

    @property
    def endpoint(self) -> str:
        return host_of(self._base_url)

    def declare(self) -> WriterDeclaration:
        return WriterDeclaration(
            models=(self._model,),
            input_tokens=self._input_tokens,
            usd_per_million_input=self._price[0],
            usd_per_million_output=self._price[1],
            styles=tuple(Style),
            solo_styles=(Style.NARRATIVE, Style.EDUCATIONAL, Style.CRITIQUE, Style.BRIEF),
            speakers=(2, 4),
            instructions=True,
            complexity=True,
            grounding=True,
            personas=True,
            prompts=True,
        )

    async def close(self) -> None:
        await self._client.close()

    async def probe(self) -> None:
        await probe(self._client, host=self.endpoint, secret=self._key)

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        """Asks again in a plainer dialect while the server refuses the form of the request: refusals cost nothing."""
        await on_progress(f"asking {self._model}")
        dialect, first, remember = self._dialect, None, True
        while True:
            body = dialect.body(ask, self._model)
            try:
                async with asyncio.timeout(self._call_seconds):
                    completion = await self._ask(body, ask, on_progress)
            except openai.APIStatusError as error:
                fault = fault_of(error, host=self.endpoint, secret=self._key)
                first = first or fault
                said = vendor_words(error)
                plainer = None if fault.code == "content_refused" else dialect.without_refused(error.status_code, said)
                if plainer is None:
                    raise first from None
                dialect = plainer
                remember = remember and "invalid schema" not in said.lower()  # that is about this ask, not the server
            except FAILURES as error:
                fault = fault_of(error, host=self.endpoint, secret=self._key)
                if fault.code == "vendor_timeout":
                    self._patience.begun_too_late()
                raise fault.with_bill(self._most(ask) if may_be_billed(error) else fault.billed) from None
            else:
                if remember:
                    self._learn(dialect, ask, completion)
                return completion

    def _broken(self, error: Exception) -> Fault:
        """The fault of an answer that had begun."""
        fault = fault_of(error, host=self.endpoint, secret=self._key)
        if fault.code != "vendor_timeout":
            return fault
        message = f"{self.endpoint} sent nothing for {self._patience.stall:g} s in the middle of its answer."
        return TransientFault(fault.code, message, provider=VENDOR)

    def _most(self, ask: Ask) -> Bill:
        """What a call may have cost that was not answered in time."""
        return self._priced(ask.most, ask)

    def _priced(self, bill: Bill, ask: Ask) -> Bill:
        """With its cost; what was asked counts in full where the server did not name it."""
        read = bill.input_tokens or ask.most.input_tokens
        cost = read * self._price[0] + bill.output_tokens * self._price[1]
        return bill.model_copy(update={"input_tokens": read, "cost_usd": cost / 1e6})

    async def _ask(self, body: dict[str, object], ask: Ask, on_progress: OnProgress) -> Completion:
        """A stream that breaks off or stalls, once it has begun, is billed for what has come."""
        timeout = openai.Timeout(self._patience.seconds, connect=CONNECT_SECONDS)
        raw = await self._client.chat.completions.with_raw_response.create(**body, timeout=timeout)  # type: ignore[call-overload]  # its 40 parameters, by name
        answer = Answer(self.endpoint)
        if "text/event-stream" in raw.headers.get("content-type", ""):
            stream = cast(openai.AsyncStream[ChatCompletionChunk], raw.parse())
            async with stream:
                try:
                    await answer.read_stream(stream, on_progress, stall_seconds=self._patience.stall)
                except FAILURES as error:
                    if not answer.has_begun:
                        raise
                    broken = self._broken(error)
                    raise broken.with_bill(self._priced(answer.known_bill, ask)) from None
        else:
            self._patience.answers_whole()
            answer.read_whole(await raw.http_response.aread())
        price_in, price_out = self._price
        return answer.completion(usd_per_million_input=price_in, usd_per_million_output=price_out)

    def _learn(self, dialect: Dialect, ask: Ask, completion: Completion) -> None:
        """A dialect that was accepted stays; one that was accepted and ignored gives way to a plainer one."""
        if completion.stop is not StopReason.END:
            return
        kept = keeps(json.loads(ask.json_schema), completion.text)
        if kept:
            dialect = replace(dialect, proven=True)
        elif dialect.guess and not dialect.proven:
            dialect = dialect.plainer() or dialect
        if dialect.format <= self._dialect.format or not self._dialect.proven:
            self._dialect = dialect
