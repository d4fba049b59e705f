"""The text that a voice reads: one normaliser, for every vendor."""

from domain.tts.spoken.text import speech_text

__all__ = ["speech_text"]
