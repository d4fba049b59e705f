"""Text for speech: one normaliser, for every provider."""

from domain.tts.spoken.text import speech_text

__all__ = ["speech_text"]
