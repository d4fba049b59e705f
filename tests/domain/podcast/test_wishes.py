"""Style, speakers and wishes: what a writer and its voices honour, and what is refused with the field at fault."""

from typing import Any

from domain.script.style import Style
from domain.tts.casting import recast
from domain.vendors.serving import Serving
from tests.domain.podcast.resolving import LOCAL, NOW, PAID, made, refusal


def test_a_writer_is_asked_for_what_it_declares() -> None:
    for refused, loc in (
        (refusal(*LOCAL, style="debate"), ("style",)),
        (refusal(*LOCAL, complexity="advanced"), ("complexity",)),
        (refusal(*LOCAL, instructions="No jokes."), ("instructions",)),
        (refusal(*LOCAL, speakers=[{"name": "A"}, {"name": "B", "persona": "A teacher."}]), ("speakers", 1, "persona")),
        (refusal(*LOCAL, speakers=[{"name": "A"}, {"name": "B", "note": "bee"}]), ("speakers", 1, "note")),
        (refusal(*LOCAL, speakers=[{"name": "A", "role": "sceptic"}, {"name": "B"}]), ("speakers", 0, "role")),
        (refusal(*LOCAL, speakers=[{"name": each} for each in "ABC"]), ("speakers",)),
        (refusal(*LOCAL, speakers=[{"name": "A"}]), ("style",)),
        (refusal(style="educational", speakers=[{"name": "A"}]), ("speakers",)),
    ):
        assert (refused.code, refused.loc, refused.status) == ("needs_llm", loc, 422)
    refused = refusal(style="discussion", speakers=[{"name": "A"}])
    assert (refused.code, refused.loc) == ("speakers_do_not_fit", ("speakers",))


def test_wishes_reach_the_writer_and_the_estimate() -> None:
    speakers = [
        {"name": "2", "role": "Moderator", "persona": "Dry."},
        {"name": "🦊", "role": "host", "note": "fox"},
        {"name": "C"},
        {"name": "D"},
    ]
    wishes: dict[str, Any] = {"style": "debate", "complexity": "advanced", "instructions": "Mind the sources."}
    resolved = made(speakers=speakers, **wishes)
    spec = resolved.spec
    assert (spec.style, spec.complexity, spec.instructions) == ("debate", "advanced", "Mind the sources.")
    assert spec.writer.parallel == 6
    assert [(each.role, each.character, each.persona, each.note) for each in spec.speakers] == [
        ("expert", "Moderator", "Dry.", ""),
        ("host", "", "", "fox"),
        ("expert", "", "", ""),
        ("expert", "", "", ""),
    ]
    assert [each.voice for each in spec.speakers] == ["v2", "v1", "v3", "v2"], "three voices for four"
    assert [note for note in resolved.estimate.notes if "2 and D speak with one voice" in note]
    assert (resolved.estimate.style.name, resolved.estimate.style.why) == ("debate", "asked for")
    assert resolved.estimate.voices[0].character == "Moderator"


def test_one_speaker_narrates() -> None:
    for fields in ({"speakers": [{"name": "Ann"}]}, {"style": "narrative"}):
        resolved = made(**fields)
        assert resolved.spec.style is Style.NARRATIVE
        assert [each.role for each in resolved.spec.speakers] == ["expert"]
    assert made(speakers=[{"name": "Ann"}]).estimate.style.why == "usual for one speaker"


def test_settings_are_those_of_the_vendor() -> None:
    given = {"stability": 0.4, "boost": True, "instructions": "Softly."}
    spec = made(speakers=[{"name": "A", "settings": given}, {"name": "B"}]).spec
    assert spec.speakers[0].settings == (("boost", True), ("instructions", "Softly."), ("stability", 0.4))
    assert spec.speakers[1].settings == ()
    wrong: tuple[tuple[str, object], ...] = (
        ("stability", 1.01), ("stability", True), ("stability", "high"), ("boost", 1), ("warmth", 0.5),
        ("instructions", "x" * 21), ("instructions", " "),
    )  # fmt: skip
    for name, value in wrong:
        refused = refusal(speakers=[{"name": "A"}, {"name": "B", "settings": {name: value}}])
        assert (refused.code, refused.loc) == ("setting_not_supported", ("speakers", 1, "settings", name))
    moved = recast(spec.speakers, voices={}, tts="local", serving=Serving((*PAID, *LOCAL), now=NOW))
    assert moved[0].settings == (), "the voice's new vendor has none"
