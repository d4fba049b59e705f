"""The names that the API answers to, and where Temporal's Web UI is: what follows from the settings."""

from urllib.parse import urlsplit

from adapters.settings import Settings, SettingsError
from api.http.auth import LOOPBACK
from api.http.keyring import KeyRing


def answered_hosts(settings: Settings, keys: KeyRing) -> frozenset[str]:
    """The names that are answered to without a key.

    Raises:
        SettingsError: bound to more than this machine, and no key is set. Where the catalog is away, and may have keys,
            each request from another machine is refused instead.
    """
    own = settings.api_host in LOOPBACK or settings.api_host.startswith("127.")
    if keys.known and not keys.required and not own:
        raise SettingsError(
            f"PODWRIGHT_API_HOST is {settings.api_host}: other machines could reach it, so a key is needed. "
            "Type podwright keys create --owner NAME, set PODWRIGHT_API_KEY to a long random word, "
            "or PODWRIGHT_API_HOST=127.0.0.1."
        )
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    allowed = (name.strip().lower() for name in settings.allowed_hosts.split(","))
    return frozenset(filter(None, (*LOOPBACK, settings.api_host, public, *allowed)))


def temporal_ui_of(settings: Settings) -> str | None:
    if settings.temporal_ui_url:
        return settings.temporal_ui_url
    return None if settings.temporal_address else f"http://127.0.0.1:{settings.temporal_ui_port}"


def origin_of(url: str | None) -> str | None:
    """The origin of an address as browsers send it: scheme and authority."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else None
