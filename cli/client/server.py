"""The server that the command calls, and the exits when there is none or it refuses."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from adapters.settings import Settings
from cli.client.api import Api
from cli.client.problem import NoServer, Problem
from cli.output import CliExit, Exit
from cli.settings import settings
from cli.stack.folder import Folder

ADVICE = {
    "unauthorized": "Set PODWRIGHT_API_KEY to your key. `podwright keys create` makes one on the server's machine.",
    "no_worker": "`podwright up` starts a worker, `podwright doctor` says what is missing.",
    "not_ready": "`podwright watch` waits until it is finished.",
    "provider_not_configured": "`podwright config` says which keys are set; --local uses this machine only.",
    "language_not_supported": "The local voices speak English only; writers and voices with keys know more languages.",
    "voice_not_found": "`podwright voices` lists the voices there are.",
}
"""What to do, by the problem's code, when the server does not say."""


def base_url(found: Settings) -> str:
    """The address where `podwright up` of this data folder answers, else the one that is set."""
    known = Folder(found.home).addresses()
    if known:
        return known.api_url
    host = "127.0.0.1" if found.api_host in {"0.0.0.0", "::"} else found.api_host  # noqa: S104 - compared, not bound
    return found.public_url or f"http://{host}:{found.api_port}"


@contextmanager
def connect(options: Mapping[str, str] | None = None) -> Iterator[Api]:
    """Yields a client. What goes wrong with its calls ends the command with a message and an exit code.

    `options` name the fields of the request as they were typed.
    """
    found = settings()
    key = found.api_key.get_secret_value() if found.api_key else None
    try:
        with Api(base_url(found), key) as client:
            yield client
    except NoServer as error:
        raise CliExit(Exit.NO_SERVER, f"{error}\nStart it with: podwright up   (or `podwright up --detach`)") from None
    except Problem as problem:
        raise refusal(problem, options) from None
    except BrokenPipeError:
        raise  # whoever reads the pipe has enough
    except OSError as error:
        raise CliExit(Exit.FAILED, f"{error.filename or 'A file'}: {error.strerror}.") from None


def refusal(problem: Problem, options: Mapping[str, str] | None = None) -> CliExit:
    """The exit that a refusal leads to: 2 when the request is at fault, 5 when the server cannot serve, else 4."""
    lines = [problem.text(options)]
    advice = problem.body.get("advice") or ADVICE.get(problem.code)
    if problem.status == 401:
        advice = ADVICE["unauthorized"]
    if advice and str(advice) not in lines[0]:
        lines.append(str(advice))
    if problem.retry_after and problem.status in {429, 503}:
        lines.append(f"Try again in {problem.retry_after} s.")
    code = Exit.BAD_INPUT if problem.status < 500 else Exit.NO_SERVER if problem.status == 503 else Exit.FAILED
    return CliExit(code, "\n".join(lines))
