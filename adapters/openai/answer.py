"""One answer of the chat API, streamed or whole, as a completion."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from adapters.openai.errors import bad_answer, of_error_body
from adapters.openai.patience import without_stalls
from domain.money import Bill, TokenUsage
from domain.progress import OnProgress
from domain.script.ports import BYTES_PER_TOKEN, Completion, StopReason
from domain.script.prompted.lenient_json import scan
from domain.script.prompted.thoughts import without_thoughts

PROGRESS_SECONDS = 1.0

_THOUGHTS = ("reasoning_content", "reasoning", "thinking")
"""Fields beside the content in which servers give a model's thoughts."""


@dataclass(slots=True)
class Answer:
    """What has arrived so far."""

    host: str
    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    refusal: str = ""
    finish: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    heard: bool = False

    @property
    def has_begun(self) -> bool:
        """Whether words of the answer, or of the thoughts before it, have come."""
        return any(self.pieces) or any(self.thoughts) or bool(self.refusal)

    @property
    def known_bill(self) -> Bill:
        """Of an answer that broke off: the tokens that the server named, else those that came."""
        if self.output_tokens:
            return Bill(input_tokens=self.input_tokens, output_tokens=self.output_tokens)
        came = sum(len(piece.encode()) for piece in [*self.pieces, *self.thoughts])
        return Bill(input_tokens=self.input_tokens, output_tokens=-(-came // BYTES_PER_TOKEN))

    async def read_stream(
        self, stream: openai.AsyncStream[ChatCompletionChunk], on_progress: OnProgress, *, stall_seconds: float
    ) -> None:
        """`stall_seconds`: of silence, once the answer has begun.

        Raises:
            TimeoutError: The silence was longer.
        """
        reported_at = time.monotonic()
        chunks = aiter(stream)
        async for chunk in chunks:
            self._take(chunk)
            if self.has_begun:
                break
        async for chunk in without_stalls(chunks, seconds=stall_seconds):
            self._take(chunk)
            if time.monotonic() - reported_at >= PROGRESS_SECONDS:
                reported_at = time.monotonic()
                await on_progress(f"written {sum(map(len, self.pieces + self.thoughts))} characters")
        if not self.heard:
            raise bad_answer(f"{self.host} sent a stream with nothing in it.")

    def read_whole(self, data: bytes) -> None:
        """Some servers answer whole although a stream was asked for; some put an error into a 200."""
        found = json.loads(data) if data.strip() else {}
        if isinstance(found, dict) and found.get("error"):
            error = found["error"]
            body = error if isinstance(error, dict) else {"message": str(error)}
            raise of_error_body(body, host=self.host, text="")
        whole = ChatCompletion.model_validate(found)
        if not whole.choices:
            raise bad_answer(f"{self.host} answered without a choice.")
        choice = whole.choices[0]
        self._write(choice.message.content, choice.message.model_extra)
        self.refusal, self.finish = choice.message.refusal or "", choice.finish_reason
        self._count(whole.model, whole.usage)

    def _take(self, chunk: ChatCompletionChunk) -> None:
        self._count(chunk.model, chunk.usage)
        for choice in chunk.choices or ():
            self.heard = True
            if choice.delta is not None:
                self._write(choice.delta.content, choice.delta.model_extra)
                self.refusal += choice.delta.refusal or ""
            self.finish = choice.finish_reason or self.finish

    def _write(self, content: str | None, beside: Mapping[str, object] | None) -> None:
        self.pieces.append(content or "")
        thought = next((beside[name] for name in _THOUGHTS if beside and beside.get(name)), "")
        self.thoughts.append(thought if isinstance(thought, str) else "")

    def _count(self, model: str | None, usage: openai.types.CompletionUsage | None) -> None:
        self.model = model or self.model
        if usage is not None:
            self.input_tokens, self.output_tokens = usage.prompt_tokens or 0, usage.completion_tokens or 0

    def completion(self, *, usd_per_million_input: float, usd_per_million_output: float) -> Completion:
        """What the model said, without its thoughts; with them when it said nothing else: the answer may be in there.

        An empty answer that was billed is an answer: whoever asked says what is wrong with it.

        Raises:
            TransientFault: `bad_answer`, when there is none, or when it cannot be told whether it is whole.
        """
        text = without_thoughts("".join(self.pieces))
        if not text.strip() and any(self.thoughts):
            text = f"<think>{''.join(self.thoughts)}</think>"
        cost = self.input_tokens * usd_per_million_input + self.output_tokens * usd_per_million_output
        usage = TokenUsage(input=self.input_tokens, output=self.output_tokens, cost_usd=cost / 1e6)
        stop = self._stop(text)
        if stop is StopReason.REFUSAL:
            text = self.refusal or text
        elif stop is StopReason.END and not text.strip() and not self.output_tokens:
            raise bad_answer(f"{self.host} answered with an empty text.").with_bill(usage.bill)
        return Completion(text=text, stop=stop, usage=usage, model=self.model)

    def _stop(self, text: str) -> StopReason:
        if self.refusal or self.finish == "content_filter":
            return StopReason.REFUSAL
        if self.finish in ("length", "max_tokens"):
            return StopReason.LENGTH
        if self.finish:
            return StopReason.END
        found = scan(text)
        if not found.found or found.unclosed:
            raise bad_answer(f"{self.host} stopped in the middle of its answer without saying why.")
        return StopReason.END
