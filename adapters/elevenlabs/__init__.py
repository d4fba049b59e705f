"""ElevenLabs: voices."""

from adapters.elevenlabs.vendor import VENDOR

__all__ = ["VENDOR"]
