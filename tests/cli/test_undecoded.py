"""Words and names of files that are bytes of another charset than UTF-8."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, reply

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("words", [("status", b"caf\xe9"), ("new", b"https://example.org/\xff")])
def test_bytes_that_are_not_utf_8_end_in_one_line(words: tuple[str, bytes], tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "cli", *words],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PODWRIGHT_HOME": str(tmp_path), "PODWRIGHT_API_PORT": "9"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 2
    assert len(ran.stderr.decode().splitlines()) == 1
    assert "UTF-8" in ran.stderr.decode()


def test_a_file_with_such_a_name_is_sent(podwright: Podwright, server: FakeServer, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("The harbour was built in 1871.")
    server.on("POST /files", reply({"error": {"code": "busy", "message": "Later."}}, status=503))
    podwright("new", str(path))
    (call,) = server.called("POST /files")
    assert "caf\ufffd.txt" in call.body.decode()
