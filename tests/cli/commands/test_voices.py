"""Voices: listed, and saved as samples."""

from pathlib import Path

from tests.cli.contract import FakeServer, Podwright, Reply, reply


def test_voices_are_listed_and_saved(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    voice = {"id": "heart", "name": "Heart", "tts": "local", "language": "en", "gender": "female", "accent": "American"}
    server.on("GET /voices", reply({"items": [voice]}))
    assert podwright("voices").out == "local\theart\tHeart\ten\tfemale\tAmerican\n"
    server.on("GET /voices/preview?voice=heart", Reply(b"RIFF", media_type="audio/wav"))
    target = tmp_path / "heart.wav"
    assert podwright("voices", "--save", "heart", "--to", str(target)).code == 0
    assert target.read_bytes() == b"RIFF"
