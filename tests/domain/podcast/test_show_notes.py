"""Show notes: chapters, and the places in the sources, with the time at which each is heard first."""

from domain.combine.timeline import Placed, Timeline
from domain.podcast.show_notes import show_notes
from domain.retrieve.source import Locator
from domain.script.document import ScriptDocument, ScriptOutline, ScriptReference, ScriptSegment, ScriptTurn

FIRST = ScriptReference(passage="p1", source="On *bread*", locator=Locator(page=3), words="Yeast breathes.")
SECOND = ScriptReference(passage="p2", source="Salt", locator=Locator(chapter="The sea"))


def script(*turns: tuple[int, tuple[ScriptReference, ...]]) -> ScriptDocument:
    return ScriptDocument(
        version=1,
        language="en",
        title="Bread & salt",
        outline=ScriptOutline(
            segments=(ScriptSegment(title="Rising", summary="Why it does."), ScriptSegment(title="Salt"))
        ),
        turns=tuple(
            ScriptTurn(id=f"t{at}", index=at, segment=segment, speaker="A", text="So it is.", references=references)
            for at, (segment, references) in enumerate(turns, 1)
        ),
        passages=(),
        words=0,
        estimated_minutes=1,
    )


def timeline(*starts: int) -> Timeline:
    placed = [
        Placed(turn=at, segment=0, speaker="A", text="So it is.", start=start * 100, samples=50, gain_db=0)
        for at, start in enumerate(starts, 1)
    ]
    return Timeline(sample_rate=100, placed=tuple(placed), total=starts[-1] * 100 + 50)


def test_chapters_and_sources_have_their_times() -> None:
    notes = show_notes(script((1, (FIRST,)), (2, (SECOND, FIRST))), timeline(0, 3725))
    assert notes == (
        "# Bread & salt\n\n## Chapters\n\n- 0:00 **Rising** – Why it does.\n- 1:02:05 **Salt**\n\n"
        "## Sources\n\n### On \\*bread\\*\n\n- 0:00 page 3: “Yeast breathes.”\n\n### Salt\n\n- 1:02:05 The sea\n"
    )


def test_turns_that_are_not_heard_are_left_out() -> None:
    notes = show_notes(script((1, ()), (2, (SECOND,))), timeline(0))
    assert "Salt" not in notes
    assert "Sources" not in notes
