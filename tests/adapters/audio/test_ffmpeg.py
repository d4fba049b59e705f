"""Which ffmpeg is run: the one that the environment names, the packaged one, or the system's."""

from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest

from adapters.audio.ffmpeg import FfmpegError, ffmpeg_program


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No answer of one test, nor of this machine's environment, is left for another."""
    monkeypatch.delenv("IMAGEIO_FFMPEG_EXE", raising=False)
    forget()
    yield
    forget()


def forget() -> None:
    ffmpeg_program.cache_clear()
    imageio_ffmpeg._utils._get_ffmpeg_exe.cache_clear()


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\necho ffmpeg version 5.1\n")
    path.chmod(0o755)
    return path


def test_the_packaged_program_is_the_default() -> None:
    assert "imageio_ffmpeg" in ffmpeg_program()


def test_the_environment_names_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = program(tmp_path, "my-ffmpeg")
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(other))
    assert ffmpeg_program() == str(other)


def test_where_none_is_packaged_the_system_s_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imageio_ffmpeg._utils, "_get_bin_dir", lambda: str(tmp_path / "nothing"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FfmpegError, match="Install ffmpeg"):
        ffmpeg_program()
    forget()
    system = program(tmp_path, "ffmpeg")
    assert ffmpeg_program() == str(system)


def test_a_named_program_that_is_absent_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "absent"))
    with pytest.raises(FfmpegError, match="correct IMAGEIO_FFMPEG_EXE"):
        ffmpeg_program()
