"""Payloads encrypted before they leave the process: AES-256-GCM, under keys with ids so that they can be changed."""

import os
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
KEY_BYTES = 32
NONCE_BYTES = 12
"""Random for each payload: safe for some 2^32 payloads a key, which is a million podcasts of four thousand each."""


class CannotDecrypt(RuntimeError):
    """The payload was encrypted with a key that is not set here, or was changed on the way."""


def read_keys(setting: str) -> dict[str, bytes]:
    """The keys in `id1:base64,id2:base64`, the one that encrypts first.

    Raises:
        ValueError: in words that never hold a key.
    """
    keys: dict[str, bytes] = {}
    for number, entry in enumerate((each.strip() for each in setting.split(",")), start=1):
        key_id, separator, encoded = entry.partition(":")
        if not separator or not key_id or not key_id.isascii() or len(key_id) > 64:
            raise ValueError(f"entry {number} is not of the form id:base64")
        try:
            key = b64decode(encoded, validate=True)
        except (NotBase64, ValueError):
            raise ValueError(f"the key {key_id!r} is not base64") from None
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key {key_id!r} has {len(key)} bytes, not {KEY_BYTES}: openssl rand -base64 32")
        if key_id in keys:
            raise ValueError(f"the id {key_id!r} is given twice")
        keys[key_id] = key
    return keys


class AesGcmCodec(PayloadCodec):
    """The first key encrypts, all of them decrypt. A payload that is not encrypted is read as it is."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(self._ciphers))

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._encrypted(each) for each in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._decrypted(each) for each in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), self._current.encode())
        return Payload(metadata={"encoding": ENCODING, KEY_ID: self._current.encode()}, data=nonce + sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata.get(KEY_ID, b"").decode(errors="replace")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotDecrypt(
                f"A payload was encrypted with the key {key_id!r}; add it to PODWRIGHT_ENCRYPTION_KEYS."
            )
        try:
            data = cipher.decrypt(payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:], key_id.encode())
        except (InvalidTag, ValueError):
            raise CannotDecrypt(f"A payload does not fit the key {key_id!r}: another key, or it was changed.") from None
        return Payload.FromString(data)


class JsonCodec:
    """For the Web UI and the `temporal` command: JSON of `Payloads` in and out."""

    def __init__(self, codec: PayloadCodec) -> None:
        self._codec = codec

    async def encode(self, body: bytes) -> str:
        """Raises ValueError for what is not a JSON of payloads."""
        return _written(await self._codec.encode(_read(body)))

    async def decode(self, body: bytes) -> str:
        """Raises ValueError for what is not a JSON of payloads, CannotDecrypt."""
        return _written(await self._codec.decode(_read(body)))


def _read(body: bytes) -> Sequence[Payload]:
    try:
        return Parse(body, Payloads()).payloads
    except (ParseError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not a JSON of payloads: {str(error)[:200]}") from None


def _written(payloads: Sequence[Payload]) -> str:
    return MessageToJson(Payloads(payloads=payloads), indent=None)
