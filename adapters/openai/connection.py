"""The SDK's client: with key and address given, nothing read from the environment, and no retries of its own."""

from urllib.parse import urlsplit

import openai

from adapters.openai.errors import FAILURES, fault_of

OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "none"
"""Sent where no key is set: servers of one's own rarely ask for one, but the SDK requires it."""

CONNECT_SECONDS = 10.0


def host_of(base_url: str | None) -> str:
    """Host, and port where one is given."""
    return urlsplit(base_url or OPENAI_URL).netloc.rpartition("@")[2]


def is_openai(base_url: str | None) -> bool:
    """Whether this is OpenAI itself (data residency hosts such as eu.api.openai.com too)."""
    host = urlsplit(base_url or OPENAI_URL).hostname or ""
    return host == "api.openai.com" or host.endswith(".api.openai.com")


def connect(*, api_key: str | None, base_url: str | None, read_seconds: float) -> openai.AsyncOpenAI:
    """`read_seconds`: the longest silence on an open connection."""
    timeout = openai.Timeout(read_seconds, connect=CONNECT_SECONDS)
    key = api_key or NO_KEY
    client = openai.AsyncOpenAI(
        api_key=key,
        admin_api_key="",
        organization="",
        project="",
        webhook_secret="",
        base_url=base_url or OPENAI_URL,
        timeout=timeout,
        max_retries=0,
        # given here too, because a header named in OPENAI_CUSTOM_HEADERS would replace the key otherwise
        default_headers={"Authorization": f"Bearer {key}"},
        http_client=openai.DefaultAsyncHttpxClient(timeout=timeout, follow_redirects=False),
    )
    client.organization = client.project = None  # an empty header is not the same as none
    return client


async def served_models(*, api_key: str | None, base_url: str | None) -> dict[str, int | None]:
    """The names in the server's model list, in its order, with the context length in tokens where the server says it.

    Raises:
        Fault: as for every call.
    """
    async with connect(api_key=api_key, base_url=base_url, read_seconds=10.0) as client:
        try:
            page = await client.models.list()
            return {model.id: _context(model.model_extra or {}) for model in page.data}
        except (*FAILURES, AttributeError, TypeError) as error:
            raise fault_of(error, host=host_of(base_url), secret=api_key or "") from None


async def probe(client: openai.AsyncOpenAI, *, host: str, secret: str) -> None:
    """Asks for the list of models, which costs nothing. It passes when the key may not see it or the server has none.

    Raises:
        Fault: as for every call.
    """
    try:
        await client.models.list()
    except (openai.PermissionDeniedError, openai.NotFoundError):
        return
    except FAILURES as error:
        raise fault_of(error, host=host, secret=secret) from None


def _context(extra: dict[str, object]) -> int | None:
    """The context length: vLLM, LM Studio and OpenRouter name it differently."""
    for name in ("max_model_len", "loaded_context_length", "max_context_length", "context_length"):
        found = extra.get(name)
        if isinstance(found, int) and found > 0:
            return found
    return None
