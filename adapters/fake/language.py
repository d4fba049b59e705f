"""A language model in process, for tests: deterministic, inspectable, and made to fail on purpose."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping

from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, StopReason
from domain.vendors.declarations import WriterDeclaration

_MOST_DEPTH = 12
"""Nesting after which a recursive schema is closed."""


class FakeLanguageModel:
    """Answers with what `author` makes of the ask, by default an instance of its schema in words of the prompt.

    `asks` holds every call in order. `fail`, `refuse` and `cut_off` are used up by the next calls, oldest first.
    """

    def __init__(
        self, *, author: Callable[[Ask], str] | None = None, name: str = "fake:writer", seconds: float = 0.0
    ) -> None:
        self.asks: list[Ask] = []
        self._author = author or plausible_answer
        self._name, self._seconds = name, seconds
        self._planned: list[Fault | StopReason] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def endpoint(self) -> str:
        return "in-process"

    def declare(self) -> WriterDeclaration:
        return WriterDeclaration(models=(self._name.partition(":")[2],), input_tokens=24_000, prompts=True)

    def fail(self, fault: Fault, *, times: int = 1) -> None:
        self._planned += [fault] * times

    def refuse(self) -> None:
        self._planned.append(StopReason.REFUSAL)

    def cut_off(self) -> None:
        self._planned.append(StopReason.LENGTH)

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        self.asks.append(ask)
        await on_progress("writing")
        await asyncio.sleep(self._seconds)
        planned = self._planned.pop(0) if self._planned else StopReason.END
        if isinstance(planned, Fault):
            raise planned
        text = self._author(ask)
        if planned is StopReason.REFUSAL:
            text = "I cannot help with that."
        elif planned is StopReason.LENGTH:
            text = text[: len(text) // 2]
        words = sum(len(message.content) for message in ask.messages)
        usage = TokenUsage(input=words // 4, output=len(text) // 4)
        return Completion(text=text, stop=planned, usage=usage, model=self._name)


def plausible_answer(ask: Ask) -> str:
    return json.dumps(instance_of(json.loads(ask.json_schema), " ".join(message.content for message in ask.messages)))


def instance_of(schema: Mapping[str, object], prompt: str) -> object:
    """A value that `schema` (JSON Schema as pydantic writes it) accepts, its strings made of the prompt's words."""
    words = re.findall(r"[^\W\d_]{3,}", prompt) or ["word"]
    definitions = schema.get("$defs")
    return _Walk(words, definitions if isinstance(definitions, dict) else {}).value(schema, 0)


class _Walk:
    def __init__(self, words: list[str], definitions: Mapping[str, object]) -> None:
        self._words, self._definitions, self._at = words, definitions, 0

    def value(self, schema: object, depth: int) -> object:
        if not isinstance(schema, dict):
            return self._sentence(3)
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self.value(self._definitions.get(reference.rsplit("/", 1)[-1]), depth + 1)
        for choice in ("anyOf", "oneOf", "allOf"):
            options = schema.get(choice)
            if isinstance(options, list) and options:
                return self.value(options[-1] if depth > _MOST_DEPTH else options[0], depth + 1)
        if "const" in schema:
            return schema["const"]
        allowed = schema.get("enum")
        if isinstance(allowed, list) and allowed:
            self._at += 1
            return allowed[self._at % len(allowed)]
        return self._plain(schema, depth)

    def _plain(self, schema: Mapping[str, object], depth: int) -> object:
        match schema.get("type"):
            case "object":
                fields = schema.get("properties")
                named = fields if isinstance(fields, dict) else {}
                return {name: self.value(part, depth + 1) for name, part in named.items()}
            case "array":
                least, most = _whole(schema, "minItems", 0), _whole(schema, "maxItems", 3)
                count = 0 if depth > _MOST_DEPTH else max(least, min(3, most))
                return [self.value(schema.get("items"), depth + 1) for _ in range(count)]
            case "integer" | "number":
                return max(_whole(schema, "minimum", 1), min(3, _whole(schema, "maximum", 3)))
            case "boolean" | "null" as kind:
                return True if kind == "boolean" else None
            case _:
                return self._sentence(12)[: _whole(schema, "maxLength", 10_000)]

    def _sentence(self, count: int) -> str:
        """The next words of the prompt, round and round."""
        chosen = [self._words[(self._at + n) % len(self._words)] for n in range(count)]
        self._at += count
        return " ".join(chosen).capitalize() + "."


def _whole(schema: Mapping[str, object], name: str, default: int) -> int:
    found = schema.get(name)
    return int(found) if isinstance(found, int | float) else default
