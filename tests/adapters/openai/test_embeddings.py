"""Embeddings over HTTP: order, size and length of the vectors, their bill, and answers that cannot be used."""

import asyncio
import base64
import json
import struct
from typing import Any

import pytest

from adapters.openai.embeddings import OpenAIEmbedder
from domain.errors import AccountFault, Fault, ItemFault, TransientFault
from tests.fakevendor.control import KeyState, Misdeed, Rule
from tests.fakevendor.vendor import FakeVendor

KEY = "sk-fake"


async def ignored(_words: str) -> None:
    """Tests of one call show no progress."""


def embedder(vendor: FakeVendor, **options: Any) -> OpenAIEmbedder:
    return OpenAIEmbedder("some-model", api_key=KEY, base_url=vendor.openai_url, **options)


def numbers(vector: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(vector) // 4}f", vector)


def nearness(one: bytes, other: bytes) -> float:
    return sum(a * b for a, b in zip(numbers(one), numbers(other), strict=True))


async def test_one_vector_a_text_in_order_at_unit_length(vendor: FakeVendor) -> None:
    made = embedder(vendor, usd_per_million=20.0)
    texts = ["the moon pulls the sea", "bread and yeast", "a moon over the sea"]
    embedded = await made.embed(texts, question=False, on_progress=ignored)
    await made.close()
    assert [round(nearness(each, each), 5) for each in embedded.vectors] == [1.0, 1.0, 1.0]
    moon, bread, sea = embedded.vectors
    assert nearness(moon, sea) > nearness(moon, bread)
    tokens = sum((len(text) + 3) // 4 for text in texts)
    assert (embedded.usage.input, embedded.usage.output) == (tokens, 0)
    assert embedded.usage.cost_usd == pytest.approx(tokens * 20 / 1e6)
    [call] = vendor.calls(kind="embeddings")
    assert (call.model, call.body["encoding_format"], "dimensions" in call.body) == ("some-model", "base64", False)


def answer(*embeddings: object, **more: object) -> str:
    data = [{"index": index, "embedding": each} for index, each in enumerate(embeddings)]
    return json.dumps({"data": data, **more})


async def test_a_server_that_answers_lists_in_another_order(vendor: FakeVendor) -> None:
    body = json.dumps({"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]})
    vendor.rules.append(Rule(kind="embeddings", do=Misdeed.STATUS, status=200, body=body))
    made = embedder(vendor)
    embedded = await made.embed(["a", "b"], question=True, on_progress=ignored)
    await made.close()
    assert [numbers(each) for each in embedded.vectors] == [pytest.approx((0.6, 0.8)), (0.0, 1.0)]
    assert embedded.usage.input > 0, "counted here when the server does not say"


BAD = {
    "fewer": answer([1, 0]),
    "other sizes": answer([1, 0], [1, 0, 0]),
    "zeros": answer([0, 0], [1, 0]),
    "not a number": answer(["x"], [1]),
    "not base64": answer("!", "!"),
    "half a number": answer(base64.b64encode(b"abc").decode(), [1]),
    "empty": answer([], []),
    "nested": answer([[1, 2]], [[1, 2]]),
    "nothing": "{}",
    "a list": "[]",
    "entries that are no objects": json.dumps({"data": [1, 2]}),
    "not JSON": "<html>",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
async def test_an_answer_that_cannot_be_used_is_asked_for_again(vendor: FakeVendor, body: str) -> None:
    vendor.rules.append(Rule(kind="embeddings", do=Misdeed.STATUS, status=200, body=body))
    made = embedder(vendor)
    with pytest.raises(TransientFault) as raised:
        await made.embed(["a", "b"], question=False, on_progress=ignored)
    await made.close()
    assert raised.value.code == "bad_answer"


@pytest.mark.parametrize(
    ("status", "kind"), [(429, TransientFault), (503, TransientFault), (401, AccountFault), (400, ItemFault)]
)
async def test_what_a_refusal_means(vendor: FakeVendor, status: int, kind: type[Fault]) -> None:
    vendor.rules.append(Rule(kind="embeddings", do=Misdeed.STATUS, status=status))
    made = embedder(vendor)
    with pytest.raises(kind):
        await made.embed(["a"], question=False, on_progress=ignored)
    await made.close()


async def test_a_wrong_key_closes_the_gate(vendor: FakeVendor) -> None:
    vendor.behaviour.other_keys = KeyState.INVALID
    made = embedder(vendor)
    with pytest.raises(AccountFault, match="401"):
        await made.embed(["a"], question=False, on_progress=ignored)
    await made.close()


async def test_a_server_that_stands_still_is_given_up(vendor: FakeVendor) -> None:
    vendor.rules.append(Rule(kind="embeddings", do=Misdeed.HANG))
    made = embedder(vendor, call_seconds=0.05)
    async with asyncio.timeout(30):
        with pytest.raises(TransientFault) as raised:
            await made.embed(["a"], question=False, on_progress=ignored)
    await made.close()
    assert raised.value.code == "vendor_timeout"


def test_what_is_declared_and_keyed() -> None:
    official = OpenAIEmbedder("text-embedding-3-small", api_key=KEY)
    assert official.declare().usd_per_million_input == 0.02
    assert official.endpoint == "api.openai.com 512", "other sizes are other embeddings"
    own = OpenAIEmbedder("nomic", api_key=None, base_url="http://127.0.0.1:1234/v1")
    assert (own.declare().usd_per_million_input, own.endpoint, own.name) == (0.0, "127.0.0.1:1234", "openai:nomic")
