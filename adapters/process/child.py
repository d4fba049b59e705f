"""The child's side of `adapters.process.children`: requests on standard input, answers on standard output.

A request is a line of JSON. An answer is a line of JSON and, if that has `bytes`, as many bytes after it; or a line
`{"error", "message", "trace"}`. The end of the input ends the process; so does the end of its parent, at once.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from adapters.process.confinement import end_with, limit, watch

Request = dict[str, Any]
Call = Callable[[Request], tuple[dict[str, Any], bytes]]

_LONGEST_REASON, _LONGEST_TRACE = 500, 4000  # characters


def serve(make_call: Callable[[], Call]) -> NoReturn:
    """Answers requests one after another with the call that `make_call` makes once the process is confined.

    It is the whole of a process that `adapters.process.children.Child` started, and reads the arguments given there.
    """
    limits, parent = json.loads(sys.argv[1]), int(sys.argv[2])
    limit(limits)
    if not end_with(parent):
        import threading  # noqa: PLC0415

        threading.Thread(target=watch, args=(parent, lambda: os._exit(1)), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not stand among the answers
    call = make_call()
    for line in sys.stdin.buffer:
        head, body = _answered(call, json.loads(line))
        answers.write(json.dumps(head).encode() + b"\n")
        answers.write(body)
        answers.flush()
    os._exit(0)  # native libraries are not unloaded one by one


def _answered(call: Call, request: Request) -> tuple[dict[str, Any], bytes]:
    try:
        head, body = call(request)
    except Exception as error:  # the parent decides what it means
        import traceback  # noqa: PLC0415

        trace = traceback.format_exc()[-_LONGEST_TRACE:]
        return {"error": type(error).__name__, "message": str(error)[:_LONGEST_REASON], "trace": trace}, b""
    return {**head, "bytes": len(body)}, body
