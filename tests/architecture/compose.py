"""The compose file and its image, as they stand."""

import re
from pathlib import Path
from typing import Any

import yaml

from adapters.vendors import vendors

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
KEYS = {name for vendor in vendors() for name in vendor.settings.variables() if not name.startswith("PODWRIGHT_")}
SECRET = re.compile(r"KEY|PASSWORD|PWD|TOKEN|SECRET")

ONE_SHOTS = {
    name
    for service in SERVICES.values()
    for name, waits in service.get("depends_on", {}).items()
    if waits["condition"] == "service_completed_successfully"
}
BUILT = sorted(name for name, service in SERVICES.items() if "build" in service)
WORKERS = {"worker", "worker-of-queue"}


def environment(name: str) -> dict[str, str]:
    """Of a service. A variable without a value is passed on where it is set, and absent where it is not."""
    found: dict[str, str | None] = SERVICES[name].get("environment", {})
    return {variable: f"${{{variable}:-}}" if value is None else value for variable, value in found.items()}
