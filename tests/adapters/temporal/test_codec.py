"""Encryption of payloads and failures, changes of keys, and the message when a key is missing."""

import base64
import json

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from adapters.settings import Settings, SettingsError
from adapters.temporal.codec import AesGcmCodec, CannotDecrypt, JsonCodec, read_keys
from adapters.temporal.converter import data_converter, encrypting, innermost_words
from domain.jobs.messages import ResumeOrder

OLD, NEW = b"o" * 32, b"n" * 32
TEXT = "the source's own words"


def plain() -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(TEXT).encode())


async def test_what_is_encrypted_is_read_again_and_says_nothing() -> None:
    codec = AesGcmCodec({"a": OLD})
    [sealed] = await codec.encode([plain()])
    assert TEXT.encode() not in sealed.SerializeToString()
    assert sealed.metadata["encoding"] == b"binary/encrypted"
    assert await codec.decode([sealed]) == [plain()]
    [again] = await codec.encode([plain()])
    assert again.data != sealed.data, "a nonce of its own"


async def test_keys_are_changed_by_putting_a_new_one_first() -> None:
    [old] = await AesGcmCodec({"a": OLD}).encode([plain()])
    both = AesGcmCodec({"b": NEW, "a": OLD})
    [new] = await both.encode([plain()])
    assert new.metadata["encryption-key-id"] == b"b"
    assert await both.decode([old, new]) == [plain(), plain()]
    with pytest.raises(CannotDecrypt, match="'a'"):
        await AesGcmCodec({"b": NEW}).decode([old])


async def test_what_was_never_encrypted_is_read_as_it_is() -> None:
    assert await AesGcmCodec({"a": OLD}).decode([plain()]) == [plain()]


async def test_another_key_or_a_changed_payload_is_told() -> None:
    [sealed] = await AesGcmCodec({"a": OLD}).encode([plain()])
    with pytest.raises(CannotDecrypt, match="does not fit"):
        await AesGcmCodec({"a": NEW}).decode([sealed])
    for data in (sealed.data[:-1], b"", sealed.data[:20], bytes([sealed.data[0] ^ 1]) + sealed.data[1:]):
        changed = Payload(metadata=sealed.metadata, data=data)
        with pytest.raises(CannotDecrypt):
            await AesGcmCodec({"a": OLD}).decode([changed])
    renamed = Payload(metadata={**sealed.metadata, "encryption-key-id": b"b"}, data=sealed.data)
    with pytest.raises(CannotDecrypt):
        await AesGcmCodec({"a": OLD, "b": OLD}).decode([renamed])


async def test_failures_are_encrypted_and_told() -> None:
    converter = encrypting(AesGcmCodec({"a": OLD}))
    failure = Failure()
    try:
        raise ApplicationError(TEXT, TEXT)
    except ApplicationError as error:
        await converter.encode_failure(error, failure)
    assert TEXT.encode() not in failure.SerializeToString()
    assert await innermost_words(converter, Failure(message="outer", cause=failure)) == TEXT
    assert await innermost_words(converter, Failure(message="in the open")) == "in the open"
    other = encrypting(AesGcmCodec({"b": OLD}))
    assert "'a'" in await innermost_words(other, failure)


async def test_models_go_through(encryption_key: str) -> None:
    converter = data_converter(Settings.model_validate({"encryption_keys": encryption_key}))
    payloads = await converter.encode([ResumeOrder()])
    assert await converter.decode(payloads, [ResumeOrder]) == [ResumeOrder()]
    assert data_converter(Settings()).payload_codec is None


@pytest.fixture
def encryption_key() -> str:
    return f"first:{base64.b64encode(OLD).decode()},second:{base64.b64encode(NEW).decode()}"


def test_keys_are_read(encryption_key: str) -> None:
    assert list(read_keys(encryption_key).items()) == [("first", OLD), ("second", NEW)]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("", "entry 1"),
        ("nothing", "entry 1"),
        (f"a:{base64.b64encode(OLD).decode()},", "entry 2"),
        (f":{base64.b64encode(OLD).decode()}", "entry 1"),
        ("a:not base64!", "not base64"),
        ("a:c2hvcnQ=", "5 bytes, not 32"),
        (f"a:{base64.b64encode(OLD).decode()},a:{base64.b64encode(NEW).decode()}", "twice"),
    ],
)
def test_a_wrong_setting_is_told_without_its_keys(setting: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as raised:
        read_keys(setting)
    assert "c2hvcnQ" not in str(raised.value)
    if setting:
        with pytest.raises(SettingsError, match="PODWRIGHT_ENCRYPTION_KEYS"):
            data_converter(Settings.model_validate({"encryption_keys": setting}))


async def test_the_web_uis_json() -> None:
    codec = AesGcmCodec({"a": OLD})
    web = JsonCodec(codec)
    body = json.dumps({"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "IngiIA=="}]})
    sealed = await web.encode(body.encode())
    assert "IngiIA" not in sealed
    assert json.loads(await web.decode(sealed.encode())) == json.loads(body)
    for nonsense in (b"", b"{", b'{"payloads": 3}', b"\xff", b"[" * 100_000):
        with pytest.raises(ValueError, match="payloads"):
            await web.decode(nonsense)
