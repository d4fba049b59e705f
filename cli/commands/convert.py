"""The command that converts audio and video."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.server import connect
from cli.commands.arguments import Quiet
from cli.commands.request import check, source
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import PIPE, Destination, check_file
from cli.output import AsJson, CliExit, Exit

OPTIONS = {
    "format": "--to",
    "audio_bitrate": "--bitrate",
    "sample_rate": "--rate",
    "channels": "--channels",
    "loudness_lufs": "--loudness",
    "start": "--start",
    "end": "--end",
    "video": "--video",
}
"""The option of each field of an output."""

FORMATS = ("mp4", "m4a", "mp3", "opus", "wav", "flac")


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Conversions")(convert)


def convert(
    media: Annotated[str, typer.Argument(metavar="MEDIA", help="An audio or video file, or its URL.")],
    *,
    to: Annotated[
        list[str] | None, typer.Option(help=f"Format: {', '.join(FORMATS)}. Repeat it for several outputs.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, or folder for several; - is a pipe.")
    ] = None,
    bitrate: Annotated[str | None, typer.Option(help="Of the audio, in bits a second: 128k.")] = None,
    rate: Annotated[int | None, typer.Option(help="Sample rate in Hz: 44100.")] = None,
    channels: Annotated[int | None, typer.Option(help="1 is mono, 2 stereo.")] = None,
    loudness: Annotated[float | None, typer.Option(help="Loudness in LUFS; -16 is usual for podcasts.")] = None,
    start: Annotated[str | None, typer.Option(help="Where to begin: seconds, or 1:02:03.5.")] = None,
    end: Annotated[str | None, typer.Option(help="Where to end.")] = None,
    video: Annotated[bool | None, typer.Option("--video/--no-video", help="Whether mp4 keeps the picture.")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Convert audio or video to other formats.

    Streams that fit are copied, the rest is encoded. Files are saved in the working folder unless `-o` says where;
    those that are there already are not overwritten.

    Examples: `podwright convert film.mkv --to mp4` · `podwright convert talk.mp4 -o talk.mp3 --loudness -16` ·
    `podwright convert talk.wav --to mp3 --to opus --start 0:30 --end 12:00`
    """
    check([media])
    if output == PIPE:
        check_file(output)
    named = output is not None and (output == PIPE or output.suffix[1:] in FORMATS)
    formats = to or ([output.suffix[1:]] if output is not None and output.suffix and named else [])
    if not formats or media == "-" or (named and len(formats) > 1):
        words = "one file is named for several formats" if named else "a file or URL and a format (--to) are needed"
        raise CliExit(Exit.BAD_INPUT, f"Nothing to convert: {words}.")
    asked = {"audio_bitrate": bitrate, "sample_rate": rate, "channels": channels, "loudness_lufs": loudness}
    asked |= {"start": start, "end": end, "video": video}
    options = {name: value for name, value in asked.items() if value is not None}

    target = Destination(file=output) if named else Destination(folder=output or Path())
    typed = {f"outputs.{at}.{field}": option for at in range(len(formats)) for field, option in OPTIONS.items()}
    with connect({"source": media, **typed}) as client:
        body = {"source": source(client, media), "outputs": [{"format": each, **options} for each in formats]}
        ending = Ending(saver(client, target), pipe=target.is_pipe, quiet=quiet, as_json=as_json)
        follow_to_end(client, client.conversions, client.conversions.create(body), ending)
