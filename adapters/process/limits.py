"""The limits of a child process."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a child may take; None leaves it unlimited.

    Args:
        seconds: wall time from the start of the work to the end of the process.
        cpu_seconds: time on all cores together.
        memory: bytes of address space, where the platform limits it (macOS does not).
        file_bytes: size of any one file that the process writes; 0 forbids writing.
        output_bytes: size of the answer, or of what a program prints to standard output.
    """

    seconds: float | None = None
    cpu_seconds: float | None = None
    memory: int | None = None
    file_bytes: int | None = None
    output_bytes: int | None = None
