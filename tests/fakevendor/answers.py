"""The default author: an instance of the asked JSON schema, made from the words of the prompt."""

import json

from adapters.fake.language import instance_of


def author(body: dict[str, object]) -> str:
    """The answer's text; prose when no schema is in the request."""
    messages = body.get("messages")
    said = messages if isinstance(messages, list) else []
    prompt = " ".join(str(message.get("content", "")) for message in said if isinstance(message, dict))
    form = body.get("response_format")
    if isinstance(form, dict) and isinstance(form.get("json_schema"), dict):
        schema = form["json_schema"].get("schema")
        if isinstance(schema, dict):
            return json.dumps(instance_of(schema, prompt))
    if isinstance(form, dict) and form.get("type") == "json_object":
        return json.dumps({"answer": " ".join(prompt.split()[-20:])})
    return "Here is what I think: " + " ".join(prompt.split()[-20:])
