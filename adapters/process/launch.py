"""A process that confines itself and then becomes the program that it was asked to run (`adapters.process.program`).

Where the kernel cannot end a process together with its parent, it stays beside the program and watches.
"""

import json
import os
import signal
import sys
from typing import NoReturn

from adapters.process.confinement import end_with, limit, watch


def main() -> NoReturn:
    """Arguments: limits and environment as JSON, the process id of the parent, and the command."""
    setting, parent, command = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    becomes = not setting["watched"] and end_with(parent)
    limit(setting["limits"], alarm=becomes)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and so would the program
        signal.signal(ignored, signal.SIG_DFL)
    try:
        if becomes:
            os.execve(command[0], command, setting["environment"])  # noqa: S606  # our caller's program
        _run_beside(command, setting["environment"], parent)
    except OSError as error:
        os.write(2, f"{command[0]} could not be started: {error}\n".encode())
        os._exit(127)


def _run_beside(command: list[str], environment: dict[str, str], parent: int) -> NoReturn:
    import subprocess  # noqa: PLC0415
    import threading  # noqa: PLC0415

    program = subprocess.Popen(command, env=environment)  # noqa: S603  # our caller's program
    for standard in (0, 1):
        os.close(standard)  # the program alone holds them, so that they close with it
    threading.Thread(target=watch, args=(parent, program.kill), daemon=True).start()
    code = program.wait()
    if code in (-signal.SIGXFSZ, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT):
        os.kill(os.getpid(), -code)
    os._exit(code if code >= 0 else 128 - code)
