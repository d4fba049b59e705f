"""How long fuzzing takes: short with the other tests, longer with `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

_SECONDS = os.environ.get("PODWRIGHT_FUZZ_SECONDS")
LONG = _SECONDS is not None
SECONDS = int(_SECONDS or "15")
"""What the requests to the API may take."""

SEED = int(os.environ.get("PODWRIGHT_FUZZ_SEED") or "1")
"""Of those requests."""

bounded = settings(
    max_examples=2_000 if LONG else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For properties; hypothesis prints how to repeat a failure."""
