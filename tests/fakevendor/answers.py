"""The default author: an instance of the asked JSON schema, made from the words of the prompt."""

import json
from collections.abc import Mapping

from adapters.fake.language import instance_of


def author(body: dict[str, object]) -> str:
    """The answer's text: prose when there is no schema in the request, nor in the last message."""
    messages = body.get("messages")
    said = [message for message in (messages if isinstance(messages, list) else []) if isinstance(message, dict)]
    contents = [str(message.get("content", "")) for message in said]
    schema = _asked(body) or (_quoted(contents[-1]) if contents else None)
    prompt = " ".join(contents)
    if schema is None:
        return "Here is what I think: " + " ".join(prompt.split()[-20:])
    return json.dumps(instance_of(schema, prompt.partition("JSON Schema:")[0] or prompt))


def _asked(body: Mapping[str, object]) -> Mapping[str, object] | None:
    form = body.get("response_format")
    wanted = form.get("json_schema") if isinstance(form, dict) else None
    schema = wanted.get("schema") if isinstance(wanted, dict) else None
    return schema if isinstance(schema, dict) else None


def _quoted(text: str) -> Mapping[str, object] | None:
    """The last JSON object in a message that reads like a schema."""
    for at in range(len(text)):
        if text[at] == "{":
            try:
                found, _ = json.JSONDecoder().raw_decode(text, at)
            except ValueError:
                continue
            if isinstance(found, dict) and ("properties" in found or "$ref" in found):
                return found
    return None
