"""One quick question to each part of the stack: does it serve?"""

import time
from datetime import datetime

import httpx2
from pydantic import BaseModel, Field, ValidationError

from cli.stack.folder import Addresses
from domain.jobs.wire import JOBS_QUEUE

ANSWER_SECONDS = 1.0
ASK_AGAIN_SECONDS = 0.2


def _get(url: str, key: str | None = None) -> httpx2.Response | None:
    try:
        return httpx2.get(
            url, timeout=ANSWER_SECONDS, trust_env=False, headers={"Authorization": f"Bearer {key}"} if key else None
        )
    except httpx2.HTTPError:
        return None


def temporal(addresses: Addresses) -> bool:
    """The Web UI's API asks the server for its namespace, so page, server and database answer one question; without a
    Web UI the server's own HTTP API does."""
    answer = _get(f"http://127.0.0.1:{addresses.temporal_ui}/api/v1/namespaces/default")
    return answer is not None and answer.status_code == 200


def api(addresses: Addresses) -> bool:
    """The process answers. Catalog or artifacts may be away; restarting the API would not bring them back."""
    answer = _get(f"{addresses.api_url}/api/v1/health/live")
    return answer is not None and answer.status_code == 200


def worker(addresses: Addresses, key: str | None, *, started: float) -> bool:
    """Temporal saw a worker on the podcasts' queue, and its vendors were announced after `started` (a Unix time)."""
    health = _health(addresses, key)
    if health is None:
        return False
    polling = any(queue.queue == JOBS_QUEUE for queue in health.workers)
    return polling and any(vendor.seen_at.timestamp() >= started for vendor in health.vendors)


def whole(addresses: Addresses, key: str | None, *, within: float) -> bool:
    """A podcast submitted now would be made. Vendors are announced one after another, so it asks for a while."""
    deadline = time.monotonic() + within
    while True:
        health = _health(addresses, key)
        if health is not None and health.status == "ok":
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
    """The part of the API's answer that is read here."""

    status: str = ""
    workers: list[_Queue] = Field(default_factory=list)
    vendors: list[_Vendor] = Field(default_factory=list)
