"""The dialect of a server: which parts of the chat API it knows, learned from its refusals, and requests in it."""

import json
import re
from dataclasses import dataclass, replace
from enum import IntEnum

from domain.script.ports import Ask

REASONING_ALLOWANCE = 4_096
"""Tokens that a reasoning model may think in beyond the answer: the limit counts both."""

REFUSED_REQUEST = (400, 415, 422, 501)


class Format(IntEnum):
    """How the shape of the answer is asked for, best first. Below SCHEMA, the schema stands in the prompt."""

    SCHEMA = 2
    OBJECT = 1
    PROMPT = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """`guess`: try a plainer format after an unexplained refusal. Servers of one's own rarely explain theirs."""

    format: Format = Format.SCHEMA
    new_limit: bool = True  # max_completion_tokens, else max_tokens
    temperature: bool = True
    streams: bool = True
    usage_in_stream: bool = True
    guess: bool = False
    proven: bool = False  # an answer in this dialect kept the schema

    def body(self, ask: Ask, model: str) -> dict[str, object]:
        """Arguments of the SDK's `create`."""
        schema: dict[str, object] = json.loads(ask.json_schema)
        messages = [{"role": message.role, "content": message.content} for message in ask.messages]
        body: dict[str, object] = {"model": model, "messages": messages}
        if self.streams:
            body["stream"] = True
        limit = ask.max_output_tokens + (REASONING_ALLOWANCE if reasons(model) else 0)
        body["max_completion_tokens" if self.new_limit else "max_tokens"] = limit
        if self.temperature and ask.temperature is not None and not reasons(model):
            body["temperature"] = ask.temperature
        if self.streams and self.usage_in_stream:
            body["stream_options"] = {"include_usage": True}
        match self.format:
            case Format.SCHEMA:
                wanted = {"name": ask.schema_name, "schema": strict(schema), "strict": True}
                body["response_format"] = {"type": "json_schema", "json_schema": wanted}
            case Format.OBJECT:
                body["response_format"] = {"type": "json_object"}
        if self.format is not Format.SCHEMA:
            messages[-1]["content"] += (
                "\n\nAnswer with one JSON object and nothing around it. It has to fit this JSON Schema:\n"
                + json.dumps(schema, ensure_ascii=False)
            )
        return body

    def without_refused(self, status: int, said: str) -> "Dialect | None":
        """The next dialect to try after a refusal in these words; None when nothing plainer would help."""
        if status not in REFUSED_REQUEST:
            return None
        said = said.lower()
        for sent, name, without in (
            (self.new_limit, "max_completion_tokens", replace(self, new_limit=False)),
            (self.temperature, "temperature", replace(self, temperature=False)),
            (self.usage_in_stream, "stream_options", replace(self, usage_in_stream=False)),
            (self.streams, r"\bstream(?:ing|ed|s)?\b", replace(self, streams=False)),
        ):
            if sent and re.search(name, said):
                return without
        about_format = any(
            word in said for word in ("response_format", "json_schema", "json_object", "grammar", "schema")
        )
        if about_format or (self.guess and not self.proven):
            return self.plainer()
        return None

    def plainer(self) -> "Dialect | None":
        return None if self.format is Format.PROMPT else replace(self, format=Format(self.format - 1))


def reasons(model: str) -> bool:
    """Whether the model's limit counts hidden thoughts too, and it takes no temperature."""
    return model.startswith(("o1", "o3", "o4", "gpt-5", "gpt-6")) and "chat" not in model


def keeps(schema: dict[str, object], text: str) -> bool:
    """Whether the answer is a JSON object with the names that the schema requires: a server may ignore the schema."""
    try:
        found = json.loads(text)
    except ValueError:
        return False
    required = schema.get("required")
    return isinstance(found, dict) and all(name in found for name in (required if isinstance(required, list) else ()))


def strict(schema: object) -> object:
    """The schema as strict mode wants it: objects closed, every property required, no defaults."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    named = {"properties", "$defs", "definitions"}  # maps of names to schemas, where a name may look like a keyword
    closed: dict[str, object] = {}
    for name, part in schema.items():
        if name in named and isinstance(part, dict):
            closed[name] = {key: strict(value) for key, value in part.items()}
        elif name in ("enum", "const", "required"):
            closed[name] = part
        elif name not in ("default", "title", "examples"):
            closed[name] = strict(part)
    properties = closed.get("properties")
    if schema.get("type") == "object" and isinstance(properties, dict):
        closed["additionalProperties"] = False
        closed["required"] = list(properties)
    return closed
