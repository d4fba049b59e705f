"""Where the files of a finished job are saved. Nothing that is there already is overwritten, unless `-o` names it."""

import filecmp
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from adapters.home import keep_private
from cli.client.api import Api
from cli.client.job import Job, Podcast
from cli.output import CliExit, Exit, slug
from cli.settings import settings

PIPE = Path("-")


class Format(StrEnum):
    """What an episode is saved as: its audio, and its transcript in five forms."""

    MP3 = "mp3"
    TXT = "txt"
    VTT = "vtt"
    SRT = "srt"
    JSON = "json"
    MD = "md"


USUAL = (Format.MP3, Format.TXT, Format.VTT)
LABELS = {Format.MP3: "audio", Format.TXT: "transcript", Format.VTT: "captions"}
"""Names of files in what is printed; other formats have their own name."""


@dataclass(frozen=True)
class Destination:
    """One `file`, which may be a pipe, or a `folder`: that of the job in the data folder when neither is given.

    `named` says that the folder is the job's own, so that nothing else is in it.
    """

    folder: Path | None = None
    file: Path | None = None
    formats: Sequence[str] = ()

    @property
    def is_pipe(self) -> bool:
        return self.file == PIPE


def destination(to: Path | None, output: Path | None, formats: Sequence[Format] = ()) -> Destination:
    """Raises CliExit, before anything is sent, when the options do not fit."""
    if to is not None and output is not None:
        raise CliExit(Exit.BAD_INPUT, "--to names a folder and -o one file: give one of them.")
    if to is not None and (to == PIPE or (to.suffix[1:] in set(Format) and not to.is_dir()) or to.is_file()):
        raise CliExit(Exit.BAD_INPUT, f"--to names a folder, and {to} is a file. For one file type: -o {to}")
    if output is None:
        return Destination(folder=to, formats=formats)
    if len(formats) > 1:
        raise CliExit(Exit.BAD_INPUT, f"-o names one file, and {len(formats)} formats are asked for. Use --to FOLDER.")
    check_file(output)
    by_name = output.suffix[1:].lower()
    return Destination(file=output, formats=formats or ([by_name] if by_name in set(Format) else []))


def check_file(output: Path) -> None:
    """Raises CliExit when it is a folder, or a pipe that is none."""
    if output == PIPE and sys.stdout.isatty():
        raise CliExit(Exit.BAD_INPUT, "-o - writes the file to a pipe, and this is a terminal. Name a file.")
    if output.is_dir():
        raise CliExit(Exit.BAD_INPUT, f"-o names a file, and {output} is a folder. Use --to {output}")


def save_files(client: Api, job: Job, to: Destination) -> dict[str, Path]:
    """Downloads what the job made; gives the files by what they are. Raises CliExit where they cannot be written."""
    try:
        return _save(client, job, to)
    except BrokenPipeError:
        raise  # whoever reads the pipe has enough
    except OSError as error:
        where = error.filename or to.file or to.folder or "the data folder"
        raise CliExit(
            Exit.FAILED,
            f"{where} cannot be written: {error.strerror}. The {job.kind} is finished; save it elsewhere with: "
            f"podwright fetch {job.id} --to FOLDER",
        ) from None


def _save(client: Api, job: Job, to: Destination) -> dict[str, Path]:
    parts = _parts(job, to.formats, one=to.file is not None)
    if to.file is not None:
        [(label, address)] = parts.items()
        if to.is_pipe:
            client.copy(address, sys.stdout.buffer)
        else:
            client.download(address, to.file)
        return {label: to.file}
    name = slug(job.title or job.kind)
    mark = job.id[-6:]
    if to.folder is None:
        keep_private(settings().home)
    folder = to.folder or settings().home.resolve() / f"{job.kind}s" / f"{name}-{mark}"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".podwright-") as scratch:
        made = {
            label: client.download(address, Path(scratch) / str(at))
            for at, (label, address) in enumerate(parts.items())
        }
        names = {label: _name(job, label, address) for label, address in parts.items()}
        if to.folder is None:
            return {label: path.replace(folder / names[label]) for label, path in made.items()}
        return _placed(made, names, folder, mark=mark)


def _parts(job: Job, formats: Sequence[str], *, one: bool) -> dict[str, str]:
    """The address of each file at the API."""
    if isinstance(job, Podcast):
        chosen = formats or (USUAL[:1] if one else USUAL)
        return {LABELS.get(Format(each), each): _address(job.id, Format(each)) for each in chosen}
    if job.kind == "batch":
        return {"results.zip": f"batches/{job.id}/results"}
    outputs = [each for each in job.outputs if not formats or Path(each.name).suffix[1:] in formats]
    if not outputs or (one and len(outputs) > 1):
        names = ", ".join(each.name for each in job.outputs) or "no files"
        raise CliExit(Exit.BAD_INPUT, f"The {job.kind} made {names}: name a folder with --to, or one with --format.")
    return {each.name: each.url.partition("/api/v1/")[2] or each.url for each in outputs}


def _address(podcast_id: str, form: Format) -> str:
    return f"podcasts/{podcast_id}/audio" if form is Format.MP3 else f"podcasts/{podcast_id}/transcript?format={form}"


def _name(job: Job, label: str, address: str) -> str:
    if not isinstance(job, Podcast):
        return Path(label).name
    return f"{slug(job.title or job.kind)}.{address.partition('format=')[2] or Format.MP3}"


def _placed(made: Mapping[str, Path], names: Mapping[str, str], folder: Path, *, mark: str) -> dict[str, Path]:
    """Moves the files into a folder of several jobs. Where others have their names, all get the mark of the job."""
    targets = {label: folder / name for label, name in names.items()}
    if not _claimed({targets[label]: path for label, path in made.items()}):
        targets = {label: path.with_stem(f"{path.stem}-{mark}") for label, path in targets.items()}
    return {label: path.replace(targets[label]) for label, path in made.items()}


def _claimed(files: Mapping[Path, Path]) -> bool:
    """True when every name is free, and is taken hereby, or has the same bytes already. Else none is taken."""
    taken: list[Path] = []
    for target, made in files.items():
        try:
            os.link(made, target)
        except FileExistsError:
            if target.is_file() and filecmp.cmp(made, target, shallow=False):
                continue
        except OSError:  # a file system without links
            if not target.exists():
                continue
        else:
            taken.append(target)
            continue
        for each in taken:
            each.unlink()
        return False
    return True
