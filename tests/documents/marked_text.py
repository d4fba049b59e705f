"""Marked sentences as Markdown, plain text and captions."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.documents.marked import Marked


def write_markdown(path: Path, blocks: Sequence[Marked]) -> None:
    path.write_text("\n\n".join(_markdown_of(block) for block in blocks) + "\n", "utf-8")


def _markdown_of(block: Marked) -> str:
    whole = " ".join(block.sentences)
    wrapped = textwrap.fill(whole, 60) if block.way % 2 else whole
    match block.kind:
        case "heading":
            return f"{'#' * (1 + block.way % 3)} {whole}" if block.way % 2 else f"{whole}\n{'-' * len(whole)}"
        case "list":
            return "\n".join(f"- {each}" for each in block.sentences)
        case "ordered":
            return "\n".join(f"{number}. {each}" for number, each in enumerate(block.sentences, 1))
        case "nested":
            return "\n".join(f"{'  ' * bool(at)}- {each}" for at, each in enumerate(block.sentences))
        case "table":
            return "| n | who |\n|---|---|\n" + "\n".join(f"| 1 | {each} |" for each in block.sentences)
        case "quote":
            return textwrap.indent(wrapped, "> ")
        case "definitions":
            return f"<dl>\n<dt>Lamp</dt>\n<dd>{whole}</dd>\n</dl>" if block.way % 2 else f"Lamp\n: {whole}"
        case "loose":
            return f"<div align='center'>\n\n{whole}\n\n</div>" if block.way % 2 else f"<p>{whole}</p>"
        case "details":
            return f"<details><summary>Lamp</summary>\n\n{whole}\n\n</details>"
        case "figure":
            return f"![A lamp](a.png)\n{whole}" if block.way % 2 else f"![A lamp](a.png)\n\n*{whole}*"
        case "note":
            return f"> [!note]\n> {whole}" if block.way % 2 else f"    {whole}"
        case "breaks":
            return "  \n".join(block.sentences) if block.way % 2 else "\n\n---\n\n".join(block.sentences)
        case "inline":
            ways = (f"**{whole}**", f"[{whole}](https://salt.example/a)", f"_{whole}_", f"==**{whole}**==")
            return ways[block.way % len(ways)]
        case "hidden":
            return f"<!-- {whole} -->" if block.way % 2 else f"<!--\n\n{whole}\n\n-->"
        case _:
            return wrapped


def write_text(path: Path, blocks: Sequence[Marked]) -> None:
    """Nothing is hidden in plain text."""
    parts = []
    for block in blocks:
        whole = " ".join(block.sentences)
        if block.kind in ("list", "nested", "table"):
            parts.append("\n".join(f"- {each}" for each in block.sentences))
        elif block.kind == "ordered":
            parts.append("\n".join(f"{number}) {each}" for number, each in enumerate(block.sentences, 1)))
        elif block.visible:
            parts.append(textwrap.fill(whole, 60) if block.way % 2 else whole)
    path.write_text("\n\n".join(parts) + "\n", "utf-8")


def write_captions(path: Path, blocks: Sequence[Marked]) -> None:
    """Each sentence over two cues; notes are hidden."""
    lines, second = ["WEBVTT", ""], 0
    for block in blocks:
        if not block.visible:
            lines += [f"NOTE {' '.join(block.sentences)}", ""]
            continue
        for sentence in block.sentences:
            words = sentence.split()
            for part in (words[: len(words) // 2], words[len(words) // 2 :]):
                begin, end = _clock(second), _clock(second + 2)
                lines += [
                    f"{begin} --> {end} align:start",
                    f"<v Ann>{' '.join(part)}" if block.way % 2 else " ".join(part),
                    "",
                ]
                second += 2
    path.write_text("\n".join(lines), "utf-8")


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000"
