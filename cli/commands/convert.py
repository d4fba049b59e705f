"""The command that converts audio and video."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.job import Job
from cli.client.server import connect
from cli.commands.request import check, source
from cli.commands.result import follow_to_end
from cli.output import AsJson, CliExit, Exit

FORMATS = ("mp4", "m4a", "mp3", "opus", "wav", "flac")


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Conversions")(convert)


def convert(
    media: Annotated[str, typer.Argument(metavar="MEDIA", help="An audio or video file, or its URL.")],
    *,
    to: Annotated[
        list[str] | None, typer.Option(help=f"Format: {', '.join(FORMATS)}. Repeat it for several outputs.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File, or folder for several.")] = None,
    bitrate: Annotated[str | None, typer.Option(help="Of the audio, in bits a second: 128k.")] = None,
    rate: Annotated[int | None, typer.Option(help="Sample rate in Hz: 44100.")] = None,
    channels: Annotated[int | None, typer.Option(help="1 is mono, 2 stereo.")] = None,
    loudness: Annotated[float | None, typer.Option(help="Loudness in LUFS; -16 is usual for podcasts.")] = None,
    start: Annotated[str | None, typer.Option(help="Where to begin: seconds, or 1:02:03.5.")] = None,
    end: Annotated[str | None, typer.Option(help="Where to end.")] = None,
    video: Annotated[bool | None, typer.Option("--video/--no-video", help="Whether mp4 keeps the picture.")] = None,
    as_json: AsJson = False,
) -> None:
    """Convert audio or video to other formats.

    Streams that fit are copied, the rest is encoded. Files are saved in the working folder unless `-o` says where.

    Examples: `podwright convert film.mkv --to mp4` · `podwright convert talk.mp4 -o talk.mp3 --loudness -16` ·
    `podwright convert talk.wav --to mp3 --to opus --start 0:30 --end 12:00`
    """
    check([media])
    named = output is not None and output.suffix[1:] in FORMATS
    formats = to or ([output.suffix[1:]] if output is not None and named else [])
    if not formats or media == "-" or (named and len(formats) > 1):
        words = "one file is named for several formats" if named else "a file or URL and a format (--to) are needed"
        raise CliExit(Exit.BAD_INPUT, f"Nothing to convert: {words}.")
    asked = {"audio_bitrate": bitrate, "sample_rate": rate, "channels": channels, "loudness_lufs": loudness}
    asked |= {"start": start, "end": end, "video": video}
    options = {name: value for name, value in asked.items() if value is not None}

    def save(job: Job) -> dict[str, Path]:
        folder = output if output is not None and not named else Path()
        targets = {each.name: output if output and named else folder / Path(each.name).name for each in job.outputs}
        return {each.name: client.output(each, targets[each.name]) for each in job.outputs}

    with connect() as client:
        body = {"source": source(client, media), "outputs": [{"format": each, **options} for each in formats]}
        follow_to_end(client, client.conversions, client.conversions.create(body), save=save, as_json=as_json)
