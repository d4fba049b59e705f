"""Who speaks, as prompts say it."""

import json

from domain.script.model import Brief


def quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def speaker_lines(brief: Brief) -> list[str]:
    return ["Speakers: " + ", ".join(f"{quoted(part.name)} ({part.role})" for part in brief.parts)]
