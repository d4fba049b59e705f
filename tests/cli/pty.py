"""A command in a terminal of its own, as wide as the test says."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
HEIGHT = 50


@dataclass
class Shown:
    code: int
    raw: str

    @property
    def text(self) -> str:
        """Without colours; of a line that was drawn several times, the last state."""
        plain = SEQUENCE.sub("", self.raw).replace("\r\n", "\n")
        return "\n".join(line.rpartition("\r")[2].rstrip() for line in plain.splitlines())


SEVERAL = """
import json, sys
from cli.app import run
for words in json.loads(sys.argv[1]):
    sys.argv = ["podwright", *words]
    try:
        run()
        code = 0
    except SystemExit as ending:
        code = ending.code or 0
    sys.stdout.write(f"\\x1e{code}\\x1e")
    sys.stdout.flush()
"""


def in_terminal(environment: Mapping[str, str], *words: str, width: int, typed: str = "") -> Shown:
    """Runs `podwright` with stdin, stdout and stderr on one terminal. `typed` waits there until it is read."""
    return _on_terminal(["-m", "cli", *words], environment, width=width, typed=typed)


def each_in_terminal(environment: Mapping[str, str], commands: Sequence[Sequence[str]], *, width: int) -> list[Shown]:
    """Runs one command after the other in one process, whose start takes longest."""
    shown = _on_terminal(["-c", SEVERAL, json.dumps(commands)], environment, width=width)
    parts = shown.raw.split("\x1e")
    assert len(parts) == 2 * len(commands) + 1, shown.text
    return [Shown(int(code), raw) for raw, code in zip(parts[0::2], parts[1::2], strict=False)]


def _on_terminal(program: Sequence[str], environment: Mapping[str, str], *, width: int, typed: str = "") -> Shown:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, width, 0, 0))
    os.write(ours, typed.encode())
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    with subprocess.Popen(
        [sys.executable, "-P", *program],
        env={**inherited, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm-256color", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as command:
        os.close(theirs)
        shown = b""
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # Linux: the other side is closed
                break
            if not block:
                break
            shown += block
        os.close(ours)
        return Shown(command.wait(30), shown.decode(errors="replace"))
