"""The models that serve when none is named."""

WRITING = "gpt-5.4-mini"

EMBEDDINGS = "text-embedding-3-small"

RECOGNITION = "whisper-1"
"""The one of OpenAI's models that tells when each word is said, and what servers of one's own call theirs. OpenAI names
2027-02-26 as its last day; set PODWRIGHT_STT to the next one then."""

RECOGNIZERS = (
    RECOGNITION,
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "gpt-4o-transcribe-diarize",
    "gpt-transcribe",
)

SPEECH = "gpt-4o-mini-tts"
"""OpenAI names 2027-01-06 as the last day of its present speech models; set PODWRIGHT_TTS to the next one then."""
