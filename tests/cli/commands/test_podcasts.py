"""The commands about podcasts alone."""

from pathlib import Path

from cli.commands.podcast_text import FLAGS
from domain.script.grounding.finding import Finding, FindingKind
from tests.cli.contract import FakeServer, Podwright, reply


def test_script_is_readable(server: FakeServer, podwright: Podwright) -> None:
    server.on(
        "GET /podcasts/p-123456789/script",
        reply(
            {
                "title": "Tides",
                "outline": {"segments": [{"title": "The moon", "summary": ""}]},
                "turns": [{"id": "t1", "index": 1, "segment": 1, "speaker": "HOST", "text": "Why do tides rise?"}],
            }
        ),
    )
    assert podwright("script", "p-123456789").out == "Tides\n\n## The moon\n\ntts-001  HOST: Why do tides rise?\n"


def test_script_marks_what_to_check_and_shows_what_it_comes_from(server: FakeServer, podwright: Podwright) -> None:
    turn = {
        "index": 1,
        "speaker": "EXPERT",
        "text": "It rises.",
        "flags": ["number_not_in_sources", "of_a_newer_version"],
        "references": [
            {"passage": "p1", "source": "On tides", "locator": {"page": 3}, "words": "Water rises."},
            {"passage": "p2", "source": "Moons", "locator": {"headings": ["One", "Two"]}},
        ],
    }
    server.on("GET /podcasts/p-123456789/script", reply({"title": "Tides", "turns": [turn]}))
    marked = (
        "tts-001  EXPERT: It rises.\n  ! check: a number that its passages do not have\n  ! check: of_a_newer_version\n"
    )
    assert podwright("script", "p-123456789").out.endswith(marked)
    sources = "  > On tides, page 3: “Water rises.”\n  > Moons, Two\n"
    assert podwright("script", "p-123456789", "--sources").out.endswith(marked + sources)


def test_every_finding_has_its_words_in_the_terminal_and_on_the_page() -> None:
    page = Path("api/web/pages/turns.js").read_text()
    for kind in FindingKind:
        flag = Finding(kind=kind, words="", message="").flag
        assert f'  {flag}: "{FLAGS[flag]}",' in page
