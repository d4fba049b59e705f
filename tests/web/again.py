"""What the page asks the server before it offers to make another podcast from one."""

from tests.cli.contract import FakeServer, reply

SPEAKERS = [
    {"name": "HOST", "role": "host", "voice": "anna", "tts": "local", "speed": 1.0},
    {"name": "EXPERT", "role": "expert", "voice": "ben", "tts": "local", "speed": 1.0},
]
REQUEST = {"speakers": SPEAKERS, "duration_minutes": 5, "language": None, "style": "brief", "topic": None}


def offers(server: FakeServer, podcast_id: str) -> None:
    server.on(f"GET /podcasts/{podcast_id}/request", reply(REQUEST))
    voices = [{"id": each, "name": each.title()} for each in ("anna", "ben", "cleo")]
    server.on("GET /voices?tts=local", reply({"items": voices, "next_cursor": None}))
