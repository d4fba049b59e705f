"""What runs in the children of these tests: each word of a request asks for another kind of behaviour."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from adapters.process.child import Call, serve

HELD: list[bytes] = []


def main() -> NoReturn:
    serve(_make_call)


def _make_call() -> Call:
    print("what a library prints")  # noqa: T201
    return _answer


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    match request["do"]:
        case "echo":
            return {"pid": os.getpid(), "length": len(request["text"])}, request["text"].encode()
        case "environment":
            return {"names": sorted(os.environ), "folder": str(Path.cwd())}, b""
        case "head":
            return {"text": request["text"]}, b""
        case "print":
            sys.stdout.write("noise " * 10_000)
            sys.stdout.flush()
            return {"done": True}, b""
        case "answer":
            return {}, bytes(request["bytes"])
        case "sleep":
            time.sleep(600)
        case "spin":
            while True:
                pass
        case "hold":
            HELD.append(bytes(request["bytes"]))
        case "write":
            Path(request["path"]).write_bytes(b"x")
        case "end":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
    raise ValueError(f"cannot {request['do']}")
