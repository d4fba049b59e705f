"""A podcast's own MP3, transcribed: every word of its script comes back, once, in order; by the command, too."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.conftest import running, stack, vendor
from tests.durability.stack import Stack
from tests.durability.vendor import PYTHON
from tests.e2e.http_user import Json
from tests.fakevendor import tones

__all__ = ["running", "stack", "vendor"]

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(180)]


def followed(stack: Stack, path: str) -> Json:
    status: Json = {}
    with stack.http.stream("GET", f"{path}/events", timeout=120) as events:
        for line in events.iter_lines():
            if line.startswith("data:"):
                status = json.loads(line.removeprefix("data:"))
                assert not status["attention"], status["attention"]
    return status


@pytest.fixture
def recognisable(stack: Stack) -> Iterator[Stack]:
    """Its voices speak in letters that its recogniser hears."""
    stack.vendor.control(recognisable=True)
    yield stack
    stack.vendor.control(recognisable=False)


def test_a_podcast_transcribed_gives_its_script_word_for_word(recognisable: Stack, tmp_path: Path) -> None:
    stack = recognisable
    podcast = stack.submit("lighthouse", duration_minutes=2)
    assert followed(stack, f"/podcasts/{podcast}")["status"] == "COMPLETED"
    spoken = [call.text for call in stack.vendor.calls("")]
    turns = stack.http.get(f"/podcasts/{podcast}/turns").json()
    script = " ".join(turn["text"] for turn in turns)
    mp3 = tmp_path / "episode.mp3"
    mp3.write_bytes(stack.http.get(f"/podcasts/{podcast}/audio").content)

    uploaded = stack.http.post("/files", files={"file": (mp3.name, mp3.read_bytes())}).json()["file_id"]
    for stt in ("elevenlabs", "openai:whisper-1", "openai:gpt-4o-transcribe"):
        body = {"source": {"type": "file", "file_id": uploaded}, "stt": stt}
        answer = stack.http.post("/transcriptions", json=body)
        assert answer.status_code == 202, answer.text
        job = answer.json()["job_id"]
        status = followed(stack, f"/transcriptions/{job}")
        assert (status["status"], status["warnings"]) == ("COMPLETED", []), status
        heard = stack.http.get(f"/transcriptions/{job}/transcript", params={"format": "json"}).json()
        said = [word for each in turns for word in _spelled(each["text"], spoken)]
        assert [each["text"] for each in heard["words"]] == said, (stt, script)
        assert stack.http.get(f"/transcriptions/{job}/text").text.split() == said
        assert status["expires_at"]

    srt = tmp_path / "episode.srt"
    command = [*PYTHON, "cli", "transcribe", str(mp3), "-o", str(srt), "--stt", "openai"]
    done = subprocess.run(command, env=stack.environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert srt.read_text().startswith("1\n00:00:0")


def _spelled(text: str, spoken: list[str]) -> list[str]:
    """The turn as the voice was asked for it: numbers are words there."""
    bare = re.sub(r"\W", "", text.casefold())[:20]
    asked = next((each for each in spoken if re.sub(r"\W", "", each.casefold()).startswith(bare)), text)
    return tones.spelled(asked).split()
