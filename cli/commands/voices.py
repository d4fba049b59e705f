"""`podwright voices`: which voices there are, and how they sound."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.client.answers import Voice, plain
from cli.client.server import connect
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, shortened, slug, table

PLAYERS = (
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("mpv", "--really-quiet"),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
)
"""Programs that play a file: first that of macOS, then those of Linux desktops."""


PANEL = "Voices and vendors"


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(voices)


def voices(
    tts: Annotated[str | None, typer.Option(help="Only voices of this vendor, e.g. local.")] = None,
    play: Annotated[str | None, typer.Option(help="Play a sample of this voice.")] = None,
    save: Annotated[str | None, typer.Option(help="Save a sample of this voice as a file.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="File for --save. Default: VOICE.wav in this folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the voices, or play or save a sample of one.

    Examples: `podwright voices` · `podwright voices --play heart` · `podwright voices --save rachel --tts elevenlabs`
    """
    if play and save:
        raise CliExit(Exit.BAD_INPUT, "--play and --save exclude each other: give one of them.")
    with connect() as client:
        if save:
            target = client.preview(save, tts, to or Path(f"{slug(save)}.wav"))
            if as_json:
                echo_json({"file": str(target)})
            else:
                echo(str(target))
            return
        if play:
            with tempfile.TemporaryDirectory() as folder:
                _play(client.preview(play, tts, Path(folder) / "voice.wav"))
            return
        listed = client.voices(tts)
    if as_json:
        echo_json([plain(voice) for voice in listed])
    elif listed:
        table(
            ["vendor", "id", "name", "language", "gender", "sounds"],
            _rows(listed),
            optional=("name", "language", "gender"),
        )
    else:
        note("No voices are announced. Is a worker running? `podwright doctor` says what is missing.")


def _play(file: Path) -> None:
    for player in PLAYERS:
        if shutil.which(player[0]):
            if subprocess.run([*player, str(file)], check=False).returncode != 0:  # noqa: S603 - from the list above
                raise CliExit(
                    Exit.FAILED,
                    f"{player[0]} could not play it. Save the sample instead: podwright voices --save VOICE",
                )
            return
    raise CliExit(
        Exit.FAILED, "No program that plays sound was found. Save the sample instead: podwright voices --save VOICE"
    )


def _rows(voices: Sequence[Voice]) -> list[list[str]]:
    return [
        [each.tts, each.id, each.name, each.language, each.gender, shortened(each.accent or each.description, 50)]
        for each in voices
    ]
