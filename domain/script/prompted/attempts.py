"""Asking a model until its answer can be used, and then only for what is missing."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.errors import Fault, ItemFault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, LanguageModel, Message, StopReason
from domain.script.prompted.answers import UnusableAnswer
from domain.script.prompted.critique import Complaint
from domain.script.prompted.prompts.retry import retry_prompt

MOST_ATTEMPTS = 3
"""The first, and two that name the problem. What is wrong after that parks the job, so that a person decides."""
MOST_ANSWERS = 4
"""For one outline or segment: up to three until one can be used, and what is left of four for mending it. A budget
reserves for as many (domain.script.ceiling)."""
_LONGEST_ANSWER = 20_000
"""Characters of an answer that are shown to the model again."""

Parsed = TypeVar("Parsed")


class Attempts:
    """The calls for one outline or segment, and what they cost together.

    Every fault carries what all answers cost.
    """

    def __init__(self, model: LanguageModel, on_progress: OnProgress) -> None:
        self._model, self._on_progress = model, on_progress
        self._usages: list[TokenUsage] = []

    @property
    def usage(self) -> TokenUsage:
        return sum(self._usages[1:], self._usages[0]) if self._usages else TokenUsage()

    async def usable(self, ask: Ask, parse: Callable[[str], Parsed]) -> Parsed:
        """The first usable answer.

        Raises:
            ItemFault: `content_refused`, `answer_cut_off`, `answer_in_wrong_language` or `answer_unusable`.
            Fault: Any fault of the model.
        """
        return (await self._usable(ask, parse, MOST_ATTEMPTS))[0]

    async def best(
        self, ask: Ask, parse: Callable[[str], Parsed], critique: Callable[[Parsed], Sequence[Complaint]]
    ) -> Parsed:
        """A usable answer; when there are complaints, the model is asked once more and the better answer is taken.

        Raises as `usable` does.
        """
        first, text = await self._usable(ask, parse, MOST_ATTEMPTS)
        complaints = critique(first)
        if not complaints:
            return first
        wish = retry_prompt(*(complaint.problem for complaint in complaints))
        second = await self.addition(following(ask, text, wish), parse)
        return second if second is not None and _weight(critique(second)) < _weight(complaints) else first

    async def addition(self, ask: Ask, parse: Callable[[str], Parsed]) -> Parsed | None:
        """One answer that what there is can do without: None when it cannot be used, or as many answers were paid for
        as may be.

        Raises:
            Fault: Any fault of the model but of this ask.
        """
        if len(self._usages) >= MOST_ANSWERS:
            return None
        try:
            return (await self._usable(ask, parse, 1))[0]
        except ItemFault:
            return None

    async def _usable(self, ask: Ask, parse: Callable[[str], Parsed], attempts: int) -> tuple[Parsed, str]:
        """The first usable answer, and its text."""
        code, problem, next_ask = "", "", ask
        while attempts:
            completion = await self._complete(next_ask)
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
                next_ask = following(next_ask, completion.text, retry_prompt(str(unusable)))
        raise self._fault(code, problem)

    async def _complete(self, ask: Ask) -> Completion:
        try:
            completion = await self._model.complete(ask, on_progress=self._on_progress)
        except Fault as fault:
            raise fault.with_bill(sum(self._usages, TokenUsage()).bill + fault.billed) from fault
        self._usages.append(completion.usage)
        return completion

    def _fault(self, code: str, message: str) -> ItemFault:
        paid = self.usage
        if paid.output:
            message += f" ({len(self._usages)} answers, {paid.input + paid.output:,} tokens.)"
        fault = ItemFault(
            code,
            message,
            provider=self._model.name.partition(":")[0],
            advice="Resume to try again, or make a new podcast with another model (--llm vendor:model).",
        )
        return fault.with_bill(paid.bill)


def following(ask: Ask, answer: str, wish: str) -> Ask:
    """The ask again, behind an answer and what is wished for next."""
    messages = (Message(role="assistant", content=answer[:_LONGEST_ANSWER]), Message(role="user", content=wish))
    return ask.model_copy(update={"messages": ask.messages[:2] + messages, "take": 0})


def _weight(complaints: Sequence[Complaint]) -> float:
    return sum(complaint.weight for complaint in complaints)
