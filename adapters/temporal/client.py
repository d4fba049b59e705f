"""The client of Temporal. Address and credentials come from Temporal's own environment configuration."""

from functools import cache

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from adapters.settings import Settings, SettingsError
from adapters.temporal.converter import data_converter

EMBEDDED = "127.0.0.1:"
"""Where the embedded server listens. It takes no key; one that is set is for another cluster."""


async def connect(settings: Settings, *, lazy: bool = False, measured: bool = False) -> Client:
    """A client; payloads are encrypted where keys are set. Without TEMPORAL_ADDRESS: the embedded server's port.

    `lazy` defers the connection to the first call, so that an API can answer while Temporal is away. `measured`: the
    SDK's metrics are served, where a port is set for them.

    Raises:
        SettingsError: the encryption keys are not keys, or the port for metrics is taken.
        RuntimeError: Temporal does not answer (not when `lazy`).
    """
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", f"{EMBEDDED}{settings.temporal_port}")
    if settings.temporal_api_key is not None and not config["target_host"].startswith(EMBEDDED):
        config["api_key"] = settings.temporal_api_key.get_secret_value()
    port = settings.metrics_port
    runtime = _measured(settings.worker_host, port) if measured and port is not None else None
    return await Client.connect(**config, data_converter=data_converter(settings), lazy=lazy, runtime=runtime)


@cache
def _measured(host: str, port: int) -> Runtime:
    """One per process, since it holds the port."""
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=f"{host}:{port}")))
    except ValueError as error:
        raise SettingsError(
            f"PODWRIGHT_METRICS_PORT={port}: {error}. Name a free port; PODWRIGHT_WORKER_HOST is the address."
        ) from error
