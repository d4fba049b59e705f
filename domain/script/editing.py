"""Edits of a script: a person's version of it is checked against the one that stands, and becomes drafts again."""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.errors import Refused
from domain.retrieve.source import Corpus
from domain.script.document import ScriptDocument
from domain.script.frozen import FrozenSegment
from domain.script.model import Citation, DraftTurn, Outline, PlannedSegment, SegmentDraft, Turn
from domain.value import Body, Value

MOST_TURNS = 5_000
"""Of a script: three hours hold about a thousand."""
MOST_CITATIONS = 50
"""Of one turn."""
LONGEST_TEXT = 20_000
"""Characters of one turn, as for a text that a resume corrects."""

Id = Annotated[str, StringConstraints(max_length=80)]


class EditedSegment(Body):
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(default="", max_length=2_000)


class EditedOutline(Body):
    segments: tuple[EditedSegment, ...] = Field(max_length=500)


class EditedTurn(Body):
    """Without an `id` it is a new turn. `index`, `flags` and `references` follow from the rest, and not from here.

    Left out, `citations` stay those of the turn with this `id`.
    """

    id: Id | None = None
    index: int | None = None
    segment: int = Field(ge=1, le=500)
    speaker: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    citations: Annotated[tuple[Id, ...], Field(max_length=MOST_CITATIONS)] | None = None
    flags: tuple[Id, ...] = Field(default=(), max_length=50)
    references: list[dict[str, object]] = Field(default_factory=list, max_length=MOST_CITATIONS)


class ScriptEdit(Body):
    """A whole script, as `GET …/script` answers it. Turns are spoken in the order of the list.

    What follows from the rest (`version`, `language`, `passages`, `words`, `estimated_minutes`) may be left out or sent
    back as it was; it cannot be changed here.
    """

    version: int | None = None
    language: str | None = Field(default=None, max_length=40)
    title: str | None = Field(default=None, min_length=1, max_length=200)
    outline: EditedOutline | None = None
    turns: Annotated[tuple[EditedTurn, ...], Field(min_length=1, max_length=MOST_TURNS)]
    passages: list[dict[str, object]] | None = None
    words: int | None = None
    estimated_minutes: float | None = None


class Replacement(Body):
    """A text that takes the place of another in every turn: one edit of the script."""

    find: str = Field(min_length=1, max_length=500)
    replace: str = Field(max_length=500)
    whole_words: bool = True
    match_case: bool = True


class EditedScript(Value):
    """The script as a person left it. `drafts`: one for each segment, to be frozen. `changed`: ids of turns that will
    be spoken otherwise than before, those of new turns among them."""

    outline: Outline
    drafts: tuple[SegmentDraft, ...]
    changed: tuple[str, ...]

    @property
    def characters(self) -> dict[str, int]:
        """Of the turns that were changed, by speaker."""
        counted: dict[str, int] = {}
        for turn in (turn for draft in self.drafts for turn in draft.turns if turn.id in self.changed):
            counted[turn.speaker] = counted.get(turn.speaker, 0) + len(turn.text)
        return counted


def edited_script(
    edit: ScriptEdit,
    *,
    shown: ScriptDocument,
    outline: Outline,
    corpus: Corpus,
    segments: Sequence[FrozenSegment],
    speakers: Sequence[str],
    flags_stay: bool = False,
) -> EditedScript:
    """The edit, applied to the script that was `shown`. `flags_stay`: they say where a turn stands, not what it says.

    Raises:
        Refused: names the field at fault.
    """
    _check_derived(edit, shown)
    titles = _titles(edit, shown)
    before = {each.turn.id: each.turn for segment in segments for each in segment.turns}
    drafts: dict[int, list[DraftTurn]] = {segment.index: [] for segment in segments}
    known = {passage.id for passage in corpus.passages}
    new_ids = (f"n{n:03}" for n in count(1) if f"n{n:03}" not in before)
    seen: set[str] = set()
    changed: list[str] = []
    latest = 1
    for n, turn in enumerate(edit.turns):
        loc = ("turns", n)
        old = _known_turn(turn, before, seen, loc)
        if turn.speaker not in speakers:
            names = ", ".join(speakers)
            raise Refused("unknown_speaker", f"{turn.speaker!r} is none of {names}.", loc=(*loc, "speaker"))
        if not any(character.isalnum() for character in turn.text):
            raise Refused("empty_turn", "It holds no words. Leave the turn out instead.", loc=(*loc, "text"))
        if turn.segment - 1 not in drafts:
            raise Refused("unknown_segment", f"There are {len(drafts)} segments.", loc=(*loc, "segment"))
        if turn.segment < latest:
            raise Refused("wrong_order", f"It stands behind a turn of segment {latest}.", loc=(*loc, "segment"))
        latest = turn.segment
        draft = _draft(turn, old, next(new_ids) if old is None else old.id, known, loc)
        if flags_stay and old is not None:
            draft = draft.model_copy(update={"flags": old.flags})
        if old is None or (old.text, old.speaker) != (draft.text, draft.speaker):
            changed.append(draft.id)
        drafts[turn.segment - 1].append(draft)
    for index, turns in drafts.items():
        if not turns:
            raise Refused("empty_segment", f"Segment {index + 1} is left without a turn.", loc=("turns",))
    return EditedScript(
        outline=_retitled(outline, edit.title, titles),
        drafts=tuple(
            SegmentDraft(index=index, title=titles[index], turns=tuple(turns)) for index, turns in drafts.items()
        ),
        changed=tuple(changed),
    )


def replaced(shown: ScriptDocument, wanted: Replacement) -> ScriptEdit:
    """The edit that puts one text in the place of another, in every turn. Raises Refused when no turn holds it."""
    pattern = re.escape(wanted.find)
    if wanted.whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    flags = re.NOFLAG if wanted.match_case else re.IGNORECASE
    found = re.compile(pattern, flags)
    turns: list[EditedTurn] = []
    for turn in shown.turns:
        text = found.sub(lambda _: wanted.replace, turn.text)
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise Refused("empty_turn", f"Turn {turn.index} would hold no words, or too many.", loc=("replace",))
        turns.append(EditedTurn(id=turn.id, segment=turn.segment, speaker=turn.speaker, text=text))
    if all(after.text == before.text.strip() for after, before in zip(turns, shown.turns, strict=True)):
        raise Refused("not_found", f"No turn holds {wanted.find!r}.", loc=("find",))
    return ScriptEdit(turns=tuple(turns))


def drafts_of(segments: Sequence[FrozenSegment]) -> Iterator[SegmentDraft]:
    """The drafts from which the same segments are frozen, by other voices if need be."""
    for segment in segments:
        turns = tuple(
            DraftTurn(
                id=each.turn.id,
                speaker=each.turn.speaker,
                text=each.turn.text,
                citations=each.turn.citations,
                flags=each.turn.flags,
            )
            for each in segment.turns
        )
        yield SegmentDraft(index=segment.index, title=segment.title, turns=turns)


def _check_derived(edit: ScriptEdit, shown: ScriptDocument) -> None:
    stands = shown.model_dump(mode="json")
    for name in ("version", "language", "passages", "words", "estimated_minutes"):
        given = getattr(edit, name)
        if given is not None and given != stands[name]:
            raise Refused("read_only", f"{name!r} cannot be changed here: leave it out.", loc=(name,))


def _titles(edit: ScriptEdit, shown: ScriptDocument) -> list[str]:
    if edit.outline is None:
        return [each.title for each in shown.outline.segments]
    wanted = edit.outline.segments
    if len(wanted) != len(shown.outline.segments):
        raise Refused(
            "unknown_segment",
            f"The script has {len(shown.outline.segments)} segments, and the edit {len(wanted)}: keep their number.",
            loc=("outline", "segments"),
        )
    return [each.title for each in wanted]


def _known_turn(turn: EditedTurn, before: dict[str, Turn], seen: set[str], loc: tuple[str | int, ...]) -> Turn | None:
    if turn.id is None:
        return None
    if turn.id not in before:
        raise Refused("unknown_turn", f"No turn has the id {turn.id!r}; leave it out for a new one.", loc=(*loc, "id"))
    if turn.id in seen:
        raise Refused("unknown_turn", f"The turn {turn.id!r} stands there twice.", loc=(*loc, "id"))
    seen.add(turn.id)
    return before[turn.id]


def _draft(turn: EditedTurn, old: Turn | None, turn_id: str, known: set[str], loc: tuple[str | int, ...]) -> DraftTurn:
    """Citations that it had keep their characters; flags stay while the text does."""
    had = {citation.passage: citation for citation in old.citations} if old is not None else {}
    wanted = turn.citations if turn.citations is not None else tuple(had)
    for n, passage in enumerate(wanted):
        if passage not in known and passage not in had:
            raise Refused("unknown_passage", f"No passage has the id {passage!r}.", loc=(*loc, "citations", n))
    same = old is not None and old.text == turn.text
    return DraftTurn(
        id=turn_id,
        speaker=turn.speaker,
        text=old.text if old is not None and old.text.strip() == turn.text else turn.text,
        citations=tuple(had.get(each, Citation(passage=each)) for each in dict.fromkeys(wanted)),
        flags=old.flags if old is not None and same else (),
    )


def _retitled(outline: Outline, title: str | None, titles: Sequence[str]) -> Outline:
    segments = tuple(
        planned.model_copy(update={"title": wanted}) for planned, wanted in zip(outline.segments, titles, strict=False)
    )
    missing = tuple(PlannedSegment(title=wanted, words=0) for wanted in titles[len(segments) :])
    return Outline(title=title or outline.title, segments=segments + missing)
