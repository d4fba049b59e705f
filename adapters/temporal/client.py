"""The client of Temporal. Address and credentials come from Temporal's own environment configuration."""

from functools import cache

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from adapters.settings import Settings, SettingsError
from adapters.temporal.converter import data_converter


async def connect(settings: Settings, *, lazy: bool = False, metrics_port: int | None = None) -> Client:
    """A client; payloads are encrypted where keys are set. Without TEMPORAL_ADDRESS: the embedded server's port.

    `lazy` defers the connection to the first call, so that an API can answer while Temporal is away.

    Raises:
        SettingsError: the encryption keys are not keys, or the port for metrics is taken.
        RuntimeError: Temporal does not answer (not when `lazy`).
    """
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", f"127.0.0.1:{settings.temporal_port}")
    runtime = None if metrics_port is None else _measured(metrics_port)
    return await Client.connect(**config, data_converter=data_converter(settings), lazy=lazy, runtime=runtime)


@cache
def _measured(port: int) -> Runtime:
    """One per process, since it holds the port."""
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=f"127.0.0.1:{port}")))
    except ValueError as error:
        raise SettingsError(f"PODWRIGHT_METRICS_PORT={port}: {error}. Name a free port.") from error
