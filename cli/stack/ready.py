"""One quick question to each part: do you serve?"""

import httpx2

from cli.stack.folder import Addresses

ASK_SECONDS = 1.0


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
    answer = _get(f"{addresses.api_url}/api/v1/health/ready")
    return answer is not None and answer.status_code == 200


def worker(addresses: Addresses, key: str | None) -> bool:
    """The API knows which workers were seen at Temporal."""
    answer = _get(f"{addresses.api_url}/api/v1/health", key)
    if answer is None or answer.status_code != 200:
        return False
    return bool(answer.json().get("workers"))
