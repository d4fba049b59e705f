"""Chromium without a window, driven over its DevTools protocol."""

import contextlib
import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 20.0
SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--mute-audio",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--remote-debugging-port=0",
)


class Browser:
    """One process for all tests of a module; each test opens a page of its own."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM
        self._process = subprocess.Popen(
            [PROGRAM, *SWITCHES, f"--user-data-dir={folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        told = folder / "DevToolsActivePort"
        until = time.monotonic() + SECONDS
        while not (told.exists() and len(told.read_text().splitlines()) > 1):
            assert self._process.poll() is None, "the browser ended"
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.05)
        self._port = int(told.read_text().split()[0])

    def open(self, address: str, *, width: int = 1000, dark: bool = False) -> "Page":
        asked = urllib.request.Request(f"http://127.0.0.1:{self._port}/json/new?about:blank", method="PUT")
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            page = Page(json.load(answer)["webSocketDebuggerUrl"])
        page.send("Page.enable")
        page.send("Runtime.enable")
        page.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.send("Emulation.setEmulatedMedia", features=[scheme])
        page.go(address)
        return page

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(SECONDS)


class Page:
    def __init__(self, socket: str) -> None:
        self._held = contextlib.ExitStack()
        self._socket = self._held.enter_context(connect(socket, max_size=None))
        self._numbers = itertools.count(1)
        self.errors: list[str] = []

    def send(self, method: str, **parameters: object) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(SECONDS))
            if told.get("method") == "Runtime.exceptionThrown":
                self.errors.append(json.dumps(told["params"])[:500])
            if told.get("id") == number:
                assert "error" not in told, told
                return told["result"]

    def go(self, address: str) -> None:
        self.send("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        told = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def until(self, condition: str) -> None:
        """Waits until the expression is true."""
        until = time.monotonic() + SECONDS
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < until, f"never true: {condition}\n{self.run('document.body.innerText')}"
            time.sleep(0.05)

    def click(self, words: str, *, within: str = "body") -> None:
        """The button, link or summary with these words."""
        found = f"[...document.querySelectorAll({within!r} + ' :is(button, a, summary)')]"
        self.until(f"{found}.some((each) => each.textContent.trim() === {words!r} && each.checkVisibility())")
        self.run(f"{found}.find((each) => each.textContent.trim() === {words!r} && each.checkVisibility()).click()")

    def close(self) -> None:
        self.send("Page.close")
        self._held.close()
