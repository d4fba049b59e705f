"""The models that serve when none is named."""

WRITING = "gpt-5.4-mini"

EMBEDDINGS = "text-embedding-3-small"

SPEECH = "gpt-4o-mini-tts"
"""OpenAI names 2027-01-06 as the last day of its present speech models; set PODWRIGHT_TTS to the next one then."""
