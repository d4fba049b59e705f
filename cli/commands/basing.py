"""A podcast that is based on another one, as `podwright new --based-on` names it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.client.api import Api
from cli.commands.lookup import on_podcast
from cli.output import CliExit, Exit

SCRIPT, SOURCES = "script", "sources"


@dataclass(frozen=True)
class Basis:
    """`given`: as the API takes it. `speakers`: those of the other podcast, as its request says."""

    given: Mapping[str, Any]
    speakers: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    @property
    def keeps_script(self) -> bool:
        return bool(self.given["reuse"] == SCRIPT)

    def cast(self, *, host_voice: str | None, expert_voice: str | None, tts: str | None) -> list[dict[str, Any]]:
        """All of them, each with what was said of it; what was not is as it was. Without a word, none."""
        if not (host_voice or expert_voice or tts):
            return []
        hosts = [at for at, each in enumerate(self.speakers) if each.get("role") == "host"] or [0]
        others = [at for at in range(len(self.speakers)) if at not in hosts] or hosts
        voices = {others[0]: expert_voice, hosts[0]: host_voice or (expert_voice if others == hosts else None)}
        return [
            {
                "name": each["name"],
                **({"tts": tts} if tts else {}),
                **({"voice": voices[at]} if voices.get(at) else {}),
            }
            for at, each in enumerate(self.speakers)
        ]


def check_basis(sources: Sequence[str], based_on: str | None, *, reuse: str | None, version: int | None) -> None:
    """Raises CliExit, before anything is sent, for options that do not go together."""
    if based_on is None:
        if reuse is not None or version is not None:
            raise CliExit(Exit.BAD_INPUT, "--reuse and --of-version say more of a podcast: name it with --based-on.")
        if not sources:
            raise CliExit(Exit.BAD_INPUT, "Name a SOURCE, or a podcast with --based-on.")
    elif sources:
        raise CliExit(Exit.BAD_INPUT, "--based-on reuses what the other podcast has: leave the sources out.")
    if reuse not in (None, SCRIPT, SOURCES):
        raise CliExit(Exit.BAD_INPUT, f"--reuse {reuse!r} is neither {SCRIPT} nor {SOURCES}.")


def basis_of(client: Api, named: str, *, reuse: str | None, version: int | None) -> Basis:
    podcast_id = on_podcast(client, named, client.podcasts.get).id
    given = {"podcast_id": podcast_id, "reuse": reuse or SCRIPT, "version": version}
    request = client.request_of(podcast_id)
    return Basis({key: value for key, value in given.items() if value is not None}, request.get("speakers", ()))
