"""What all calls to Temporal share: their time-out, and the translation of their errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.codec import CannotDecrypt
from domain.errors import EngineUnavailable, FaultDetail, FaultKind

CALL = timedelta(seconds=5)
"""Of one call that changes something; a start takes 5-25 ms, so this is a server in trouble."""

_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNKNOWN,
    }
)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises faults of transport as EngineUnavailable; the first use of a lazy client connects, and may fail too."""
    try:
        yield
    except RPCError as error:
        if error.status in _AWAY:
            raise EngineUnavailable(f"Temporal does not answer: {error.message[:200]}") from error
        raise
    except CannotDecrypt as error:
        raise EngineUnavailable(str(error)) from error
    except (RuntimeError, OSError) as error:
        raise EngineUnavailable(f"Temporal does not answer: {str(error)[:200]}") from error


def fault_in(error: BaseException, *, code: str, provider: str = "") -> FaultDetail:
    """The fault that travelled with the failure of a workflow; else the innermost message, under this code."""
    message, cause = str(error), error.__cause__
    while cause is not None:
        message = str(cause)
        if isinstance(cause, ApplicationError):
            for each in cause.details:
                if isinstance(each, dict) and {"kind", "code", "message"} <= each.keys():
                    return FaultDetail.model_validate(each)
        cause = cause.__cause__
    return FaultDetail(kind=FaultKind.ITEM, code=code, message=message[:600], provider=provider)
