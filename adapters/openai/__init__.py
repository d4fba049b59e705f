"""OpenAI, and every server that speaks its API: a writer's language models, and voices."""

from adapters.openai.vendor import VENDOR

__all__ = ["VENDOR"]
