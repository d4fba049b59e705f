"""Faults of a child process.

ProcessFault
├── NotStarted      the system started no process
│   └── Busy        nor was it asked to: too many calls wait for one already
├── Ended           it ended before its work was done; `code` is its exit code, negative for a signal
├── TimedOut        it exceeded `Limits.seconds` and was killed
├── OutputTooLarge  its answer, its output or a file of it exceeded a limit
└── CallFailed      it reported an exception: `kind`, `reason` and `trace`
"""


class ProcessFault(Exception):
    """A child process failed. The message completes a sentence that names the work: "The voice joe failed: …"."""


class NotStarted(ProcessFault):
    pass


class Busy(NotStarted):
    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} others wait already")


class Ended(ProcessFault):
    def __init__(self, code: int, said: str = "") -> None:
        hint = " (killed: out of memory?)" if code == -9 else ""
        super().__init__(f"the process ended with code {code}{hint}" + (f": {said}" if said else ""))
        self.code, self.said = code, said


class TimedOut(ProcessFault):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"the process was not done within {seconds:g} seconds and was killed")
        self.seconds = seconds


class OutputTooLarge(ProcessFault):
    pass


class CallFailed(ProcessFault):
    def __init__(self, kind: str, reason: str, trace: str = "") -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind, self.reason, self.trace = kind, reason, trace
