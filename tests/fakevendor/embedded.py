"""OpenAI's dialect: embeddings, the same for the same text, and near for texts that share words."""

import base64

from adapters.fake.embeddings import SIZE, FakeEmbedder
from tests.fakevendor.http import Reply, as_json

MOST_TEXTS = 2048

_BAG = FakeEmbedder()


def embeddings(body: dict[str, object]) -> tuple[Reply, int]:
    """The reply and what it bills, in tokens of four characters."""
    given = body.get("input")
    texts = given if isinstance(given, list) else [given]
    if not texts or len(texts) > MOST_TEXTS or not all(isinstance(text, str) and text for text in texts):
        refusal = {"message": "'$.input' is invalid.", "type": "invalid_request_error", "param": "input", "code": None}
        return as_json({"error": refusal}, 400), 0
    data = [
        {"object": "embedding", "index": index, "embedding": _form(str(text), body.get("encoding_format"))}
        for index, text in enumerate(texts)
    ]
    tokens = sum((len(str(text)) + 3) // 4 for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return as_json({"object": "list", "data": data, "model": body.get("model"), "usage": usage}), tokens


def _form(text: str, encoding: object) -> object:
    vector = _BAG.vector(text)
    if encoding == "base64":
        return base64.b64encode(vector).decode()
    return list(memoryview(vector).cast("f")[:SIZE])
