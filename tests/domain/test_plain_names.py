"""Names of files: what is dropped, and what stays of a long one."""

import pytest

from domain.plain_names import LONGEST_BYTES, LONGEST_NAME, ascii_name, plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Bread: why it rises.mp3", "Bread why it rises.mp3"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("z\u200be\u2060r\ufeffo\u200d.mp3", "zero.mp3"),
        ("../../etc/passwd", "etc passwd"),
        ("a\x1b[31m\x00\x9b.txt", "a[31m.txt"),
        ("line\nbreak\ttab.md", "line break tab.md"),
        ("", "podwright"),
        ("\u200b.mp3", "podwright.mp3"),
        ("Dr. Who and a long ending that is not a suffix", "Dr. Who and a long ending that is not a suffix"),
    ],
)
def test_what_is_left(name: str, plain: str) -> None:
    assert plain_name(name, otherwise="podwright") == plain


@pytest.mark.parametrize("title", ["x" * 146, "x" * 147, "x" * 5000, "漢字" * 100, "é" * 300, "a " * 200])
def test_a_long_name_keeps_its_suffix(title: str) -> None:
    name = plain_name(f"{title}.mp3", otherwise="podwright")
    assert name.endswith(".mp3")
    assert len(name) <= LONGEST_NAME and len(name.encode()) <= LONGEST_BYTES
    assert ascii_name(name, otherwise="podwright").endswith(".mp3")


def test_the_ascii_form_of_other_scripts() -> None:
    assert ascii_name("漢字.mp3", otherwise="podwright") == "podwright.mp3"
    assert ascii_name("Café 漢字.m4a", otherwise="podwright") == "Caf.m4a"
