"""Asking a model until its answer can be used, and once more when an editor would send it back."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.errors import Fault, ItemFault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Ask, LanguageModel, Message, StopReason
from domain.script.prompted.answers import UnusableAnswer
from domain.script.prompted.critique import Complaint
from domain.script.prompted.prompts.retry import retry_prompt

MOST_ATTEMPTS = 3
"""The first, and two that name the problem. What is wrong after that parks the job, so that a person decides."""
_LONGEST_ANSWER = 20_000
"""Characters of an answer that are shown to the model again."""

Parsed = TypeVar("Parsed")


class Attempts:
    """The calls for one outline or segment, and what they cost together."""

    def __init__(self, model: LanguageModel, on_progress: OnProgress) -> None:
        self._model, self._on_progress = model, on_progress
        self._usages: list[TokenUsage] = []

    @property
    def usage(self) -> TokenUsage:
        first, *others = self._usages
        return sum(others, first)

    async def best(
        self, ask: Ask, parse: Callable[[str], Parsed], critique: Callable[[Parsed], Sequence[Complaint]]
    ) -> Parsed:
        """A usable answer; when there are complaints, the model is asked once more and the better answer is taken.

        Raises:
            ItemFault: `content_refused`, `answer_cut_off`, `answer_in_wrong_language` or `answer_unusable`.
            Fault: Any fault of the model. Every fault carries what all answers cost.
        """
        try:
            return await self._best(ask, parse, critique)
        except Fault as fault:
            raise fault.with_bill(sum(self._usages, TokenUsage()).bill + fault.billed) from fault

    async def _best(
        self, ask: Ask, parse: Callable[[str], Parsed], critique: Callable[[Parsed], Sequence[Complaint]]
    ) -> Parsed:
        first, text = await self._usable(ask, parse, MOST_ATTEMPTS)
        complaints = critique(first)
        if not complaints:
            return first
        wish = retry_prompt(*(complaint.problem for complaint in complaints))
        try:
            second, _ = await self._usable(_following(ask, text, wish), parse, 1)
        except ItemFault:
            return first
        return second if _weight(critique(second)) < _weight(complaints) else first

    async def _usable(self, ask: Ask, parse: Callable[[str], Parsed], attempts: int) -> tuple[Parsed, str]:
        """The first usable answer, and its text."""
        code, problem, next_ask = "", "", ask
        while attempts:
            completion = await self._model.complete(next_ask, on_progress=self._on_progress)
            self._usages.append(completion.usage)
            if completion.stop is StopReason.REFUSAL:
                raise self._fault("content_refused", f"The model refused: {completion.text[:300]}")
            if completion.stop is StopReason.LENGTH:
                attempts -= 1
                code, problem = "answer_cut_off", "The model's answer was cut off before its end."
                next_ask = next_ask.model_copy(update={"max_output_tokens": next_ask.max_output_tokens * 2})
                continue
            try:
                return parse(completion.text), completion.text
            except UnusableAnswer as unusable:
                code, problem = unusable.code, f"The model's answer cannot be used: {unusable}"
                if completion.usage.reused:  # kept because it can be read, but it does not answer this ask
                    next_ask = next_ask.model_copy(update={"take": next_ask.take + 1})
                    continue
                attempts -= 1
                next_ask = _following(next_ask, completion.text, retry_prompt(str(unusable)))
        raise self._fault(code, problem)

    def _fault(self, code: str, message: str) -> ItemFault:
        paid = self.usage
        if paid.output:
            message += f" ({len(self._usages)} answers, {paid.input + paid.output:,} tokens.)"
        return ItemFault(
            code,
            message,
            provider=self._model.name.partition(":")[0],
            advice="Resume to try again, or make a new podcast with another model (--llm vendor:model).",
        )


def _following(ask: Ask, answer: str, wish: str) -> Ask:
    """The ask again, behind an answer and what is wrong with it."""
    messages = (Message(role="assistant", content=answer[:_LONGEST_ANSWER]), Message(role="user", content=wish))
    return ask.model_copy(update={"messages": ask.messages[:2] + messages, "take": 0})


def _weight(complaints: Sequence[Complaint]) -> float:
    return sum(complaint.weight for complaint in complaints)
