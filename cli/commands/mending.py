"""New texts for turns, from an editor or the command line, and what they change and cost."""

import difflib
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from adapters.settings import editor
from cli.client.answers import Provider, Turn
from cli.client.job import Attention, Job
from cli.output import CliExit, Exit

EDITORS = ("nano", "vi")
"""What Debian's and macOS' installations bring, for when neither VISUAL nor EDITOR is set."""

OMITTED = "\n# "


@dataclass(frozen=True)
class Mended:
    """A turn and its new text."""

    turn: Turn
    text: str


def mended(job: Job, turns: Sequence[Turn], wanted: Sequence[tuple[str, str | None]]) -> list[Mended]:
    """The new texts by turn; where none was typed, the turn is opened in the editor."""
    found = []
    for word, text in wanted:
        turn = next((each for each in turns if each.is_named(word)), None)
        if turn is None:
            raise CliExit(Exit.BAD_INPUT, f"No turn has the id {word}. `podwright script {job.id}` shows the turns.")
        fault = next((each for each in job.attention if each.turn == turn.index), None)
        found.append(Mended(turn, edited(turn, fault) if text is None else text))
    return found


def edited(turn: Turn, fault: Attention | None) -> str:
    """The text as it was left in the editor. Raises CliExit when it is empty or was not changed."""
    left = in_editor(f"{turn.name}.txt", f"{turn.text}\n{_remarks(turn, fault)}\n")
    text = "\n".join(line for line in left.splitlines() if not line.startswith("#")).strip()
    if not text or text.split() == turn.text.split():
        why = "the text is empty" if not text else "nothing was changed"
        raise CliExit(Exit.BAD_INPUT, f"{turn.name}: {why}, so nothing was sent.")
    return text


def in_editor(name: str, text: str) -> str:
    """The text as the person's editor left it. Raises CliExit when the editor cannot be run, or failed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8")
        command = [*_editor(), str(file)]
        try:
            code = subprocess.run(command, check=False).returncode  # noqa: S603 - the person's own editor
        except OSError as error:
            raise CliExit(
                Exit.BAD_INPUT, f"The editor {command[0]} cannot be run: {error.strerror}. Set EDITOR."
            ) from None
        left = file.read_text(encoding="utf-8")
    if code != 0:
        raise CliExit(
            Exit.BAD_INPUT, f"{name.removesuffix('.txt')}: the editor ended with {code}, so nothing was sent."
        )
    return left


def _editor() -> list[str]:
    found = editor() or next((each for each in EDITORS if shutil.which(each)), "")
    if not found:
        raise CliExit(Exit.BAD_INPUT, "No editor was found. Set EDITOR, or type the text: --turn ID=TEXT")
    return shlex.split(found)


def _remarks(turn: Turn, fault: Attention | None) -> str:
    lines = [
        f"The text of {turn.name}, which {turn.speaker} speaks. Lines that begin with # are left out.",
        "When the text is empty or was not changed, nothing is sent.",
    ]
    if fault is not None:
        lines += [f"{fault.provider or 'The vendor'}: {' '.join(fault.message.split())}"]
        lines += [f"At fault: {words}"] if (words := at_fault(turn, fault)) else []
    return OMITTED.join(["", *lines]).strip("\n")


def difference(change: Mended) -> Text:
    """What goes and what comes, word for word."""
    before, after = change.turn.text.split(), change.text.split()
    shown = Text(f"{change.turn.name} {change.turn.speaker}:")
    for what, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            shown.append(f" {' '.join(before[i:j])}")
            continue
        if j > i:
            shown.append(" ").append(f"[-{' '.join(before[i:j])}-]", style="red")
        if m > k:
            shown.append(" ").append(f"{{+{' '.join(after[k:m])}+}}", style="green")
    return shown


def price(job: Job, changes: Sequence[Mended], providers: Sequence[Provider]) -> str:
    """What the new texts cost, as far as it is known here."""
    characters = sum(len(each.text) for each in changes)
    vendors = {fault.provider for fault in job.attention if fault.provider and fault.turn is not None}
    speaks = [
        each for each in providers if each.role == "speech" and (each.vendor in vendors if vendors else each.default)
    ]
    who = " or ".join(sorted({each.vendor for each in speaks} or vendors)) or "its vendor"
    words = f"{characters} characters will be spoken by {who}"
    if speaks and all(each.local for each in speaks):
        return f"{words}; that costs nothing"
    cost = max((each.usd_per_1000_characters for each in speaks), default=0.0) * characters / 1000
    return f"{words}, for about ${max(cost, 0.01):.2f}" if cost else f"{words}, at the price of your plan"


def at_fault(turn: Turn, fault: Attention) -> str:
    """The words at fault; empty when the vendor named none, and the turn's first words stand in their place."""
    words, whole = " ".join((fault.text or "").split()), " ".join(turn.text.split())
    return "" if words == whole or (words.endswith("…") and whole.startswith(words[:-1])) else words


def marked(text: str, fault: str) -> Text:
    """The text with the words at fault marked `>>so<<`, where they stand in it as they are."""
    shown = Text(" ".join(text.split()))
    at = shown.plain.casefold().find(fault.casefold()) if fault else -1
    if at < 0:
        return shown
    before, words, after = shown.divide([at, at + len(fault)])
    words.stylize("bold red")
    return Text.assemble(before, ">>", words, "<<", after)
