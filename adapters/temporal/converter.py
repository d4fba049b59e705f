"""The data converter of every client: pydantic's JSON, encrypted where PODWRIGHT_ENCRYPTION_KEYS is set."""

import dataclasses

from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes

from adapters.settings import Settings, SettingsError
from adapters.temporal.codec import AesGcmCodec, CannotDecrypt, read_keys


def codec(settings: Settings) -> AesGcmCodec | None:
    """Raises SettingsError."""
    if settings.encryption_keys is None:
        return None
    try:
        return AesGcmCodec(read_keys(settings.encryption_keys.get_secret_value()))
    except ValueError as error:
        raise SettingsError(f"PODWRIGHT_ENCRYPTION_KEYS: {error}.") from None


def data_converter(settings: Settings) -> DataConverter:
    """Raises SettingsError."""
    return encrypting(codec(settings))


def encrypting(payload_codec: AesGcmCodec | None) -> DataConverter:
    """Messages and stack traces of failures are encrypted like payloads."""
    if payload_codec is None:
        return pydantic_data_converter
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=payload_codec,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def innermost_words(converter: DataConverter, failure: Failure) -> str:
    """The message of the innermost cause: the outer ones only say that an activity failed."""
    while failure.HasField("cause"):
        failure = failure.cause
    if not failure.HasField("encoded_attributes"):
        return failure.message
    try:
        [attributes] = await converter.decode([failure.encoded_attributes])
    except CannotDecrypt as error:
        return str(error)
    return str(attributes.get("message", "")) if isinstance(attributes, dict) else failure.message
