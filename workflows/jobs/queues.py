"""One queue per resource, so that a vendor can be slowed or closed without touching a workflow."""

PODCASTS = "podcasts"
"""Workflows and light I/O."""

MEDIA = "media"
"""Rendering: processor and disk."""


def llm(vendor: str) -> str:
    return f"llm-{vendor}"


def tts(vendor: str) -> str:
    return f"tts-{vendor}"
