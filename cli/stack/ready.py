"""One quick question to each part: do you serve?"""

import time
from datetime import datetime

import httpx2
from pydantic import BaseModel, Field, ValidationError

from cli.stack.folder import Addresses

ASK_SECONDS = 1.0
ASK_AGAIN_SECONDS = 0.2


def _get(url: str, key: str | None = None) -> httpx2.Response | None:
    try:
        return httpx2.get(
            url, timeout=ASK_SECONDS, trust_env=False, headers={"Authorization": f"Bearer {key}"} if key else None
        )
    except httpx2.HTTPError:
        return None


def temporal(addresses: Addresses) -> bool:
    """The Web UI's own API asks the server for its namespace: page, server and database in one question."""
    answer = _get(f"http://127.0.0.1:{addresses.temporal_ui}/api/v1/namespaces/default")
    return answer is not None and answer.status_code == 200


def api(addresses: Addresses) -> bool:
    """It lives. Catalog or artifacts may be away: it says so then, and starting it anew would not bring them back."""
    answer = _get(f"{addresses.api_url}/api/v1/health/live")
    return answer is not None and answer.status_code == 200


def worker(addresses: Addresses, key: str | None, *, started: float) -> bool:
    """Temporal saw one on the podcasts' queue, and it told its vendors since it was `started` (a Unix time)."""
    told = _health(addresses, key)
    if told is None:
        return False
    polling = any(queue.queue == "podcasts" for queue in told.workers)
    return polling and any(vendor.seen_at.timestamp() >= started for vendor in told.vendors)


def whole(addresses: Addresses, key: str | None, *, within: float) -> bool:
    """A podcast asked for now would be made. Vendors are told of one after another, so it asks for a while."""
    deadline = time.monotonic() + within
    while True:
        told = _health(addresses, key)
        if told is not None and told.status == "ok":
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(ASK_AGAIN_SECONDS)


def _health(addresses: Addresses, key: str | None) -> "_Health | None":
    answer = _get(f"{addresses.api_url}/api/v1/health", key)
    if answer is None or answer.status_code != 200:
        return None
    try:
        return _Health.model_validate_json(answer.text)
    except ValidationError:
        return None


class _Queue(BaseModel):
    queue: str


class _Vendor(BaseModel):
    seen_at: datetime


class _Health(BaseModel):
    """What is read of the API's answer."""

    status: str = ""
    workers: list[_Queue] = Field(default_factory=list)
    vendors: list[_Vendor] = Field(default_factory=list)
