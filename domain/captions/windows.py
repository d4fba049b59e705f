"""Windows: some cues at a time, which a language model corrects or translates, with their neighbours as context."""

import json
from collections.abc import Sequence

from domain.captions.cues import MOST_CHARACTERS, Cue
from domain.captions.lines import ends_sentence
from domain.money import Bill
from domain.script.ports import Ask, Message
from domain.script.prompted.bounds import ALLOWANCE
from domain.script.prompted.languages import language_name
from domain.value import Value

CUES, CHARACTERS, NEIGHBOURS = 25, 2_500, 4
"""Of a window, and cues that are shown before and behind it. Models number some thirty lines reliably, and an answer
that cannot be used costs little."""

_SEARCHED = 6
"""Cues from the end of a full window among which one that ends a sentence is looked for."""

LINES_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "cues": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
                    "required": ["id", "text"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["cues"],
        "additionalProperties": False,
    }
)

_RULES = """\
You get cues of a subtitle file as JSON. {task}
Answer with JSON alone: {{"cues": [{{"id": …, "text": …}}, …]}}, every id that stands in "cues" once, in their order.
- A cue keeps its id. Never merge, split, move, add or leave out cues: what is said in one stays in it.
- Keep all markup (<i>, </i>, {{\\an8}}, <v Name>) as it stands, around the words that it belongs to.
- Lines end with \\n. At most two lines a cue, of at most 42 characters where that is possible.
- "before" and "after" are there to be understood, and do not belong into the answer."""

_FIX = (
    "Correct what was misheard or misspelled, punctuation, capitals and names, in the language that the cues are in. "
    "What is correct stays as it is, word for word."
)
_TRANSLATE = "Translate them into {language}, as spoken language, short enough to be read while they are shown."


class Rewriting(Value):
    """What is done with lines. `language`: they are translated into it; empty: they are corrected in their own.
    `instructions` of whoever asked."""

    language: str = ""
    instructions: str = ""


class Window(Value):
    """The cues from `first` to before `last` of those that are rewritten."""

    first: int
    last: int

    def of(self, cues: Sequence[Cue]) -> Sequence[Cue]:
        return cues[self.first : self.last]


def rewritable(cues: Sequence[Cue]) -> list[Cue]:
    """Those that say something: no notes of music, and none that is far longer than a cue."""
    return [each for each in cues if any(map(str.isalpha, each.text)) and len(each.text) <= MOST_CHARACTERS]


def windows_of(cues: Sequence[Cue]) -> list[Window]:
    """Of cues that are rewritten; they end with a sentence where one ends near."""
    windows, first = list[Window](), 0
    while first < len(cues):
        last, characters = first, 0
        while last < len(cues) and last - first < CUES and (last == first or characters < CHARACTERS):
            characters += len(cues[last].text)
            last += 1
        if last < len(cues):
            near = range(last, max(first, last - _SEARCHED), -1)
            last = next((at for at in near if ends_sentence(cues[at - 1].text)), last)
        windows.append(Window(first=first, last=last))
        first = last
    return windows


def ask_of(cues: Sequence[Cue], window: Window, rewriting: Rewriting, *, problem: str = "") -> Ask:
    """`cues`: all that are rewritten. `problem`: what was wrong with the answer before."""
    own = window.of(cues)
    shown = {
        "before": [each.text for each in cues[max(0, window.first - NEIGHBOURS) : window.first]],
        "cues": [{"id": each.id, "text": each.text} for each in own],
        "after": [each.text for each in cues[window.last : window.last + NEIGHBOURS]],
    }
    task = _TRANSLATE.format(language=language_name(rewriting.language)) if rewriting.language else _FIX
    rules = _RULES.format(task=task)
    if rewriting.instructions:
        rules = f"{rules}\n\nBesides, as far as the rules above allow:\n{rewriting.instructions}"
    again = f"\n\nAn earlier answer was of no use: {problem}" if problem else ""
    return Ask(
        messages=(
            Message(role="system", content=rules),
            Message(role="user", content=json.dumps(shown, ensure_ascii=False) + again),
        ),
        schema_name="subtitle_lines",
        json_schema=LINES_SCHEMA,
        max_output_tokens=ALLOWANCE + sum(20 + 2 * len(each.text) for each in own),
    )


def most_of(cues: Sequence[Cue], window: Window, rewriting: Rewriting) -> Bill:
    """About the most that one answer may be billed."""
    return ask_of(cues, window, rewriting).most


def likely(cues: Sequence[Cue], window: Window, rewriting: Rewriting) -> Bill:
    """What one answer is usually billed: a token for three bytes."""
    most, own = ask_of(cues, window, rewriting).most, window.of(cues)
    return most.model_copy(update={"output_tokens": sum(12 + len(each.text.encode()) // 3 for each in own)})
