"""What a listener of the local writer's episodes hears, on documents in the formats of real life."""

import re
from itertools import pairwise

import pytest

from domain.script.extractive.talking.acts import FILLERS
from domain.script.extractive.talking.templates import TEMPLATES, Template
from domain.tts.spoken.text import speech_text
from tests.domain.script.extractive.rules import answers_of, lines_of, share_of_time
from tests.listening.episodes import FOLDER, episode_of

NAMES = sorted(path.name for path in FOLDER.iterdir())
READ_OUT = ("novel.txt", "speech.txt", "letter.txt")
FIRST_ANSWERS = {
    "weaver-readme.md": "weft is a small scheduler for batch jobs",
    "society-constitution.md": "The Harbour Rowing Society is an association",
    "encyclopedia.html": "A tide mill is a water mill driven by the rise and fall of the tide.",
    "news.html": "The inner lock gate of Eastmere harbour broke from its hinge",
    "novel.txt": "The relief boat was nine days late",
    "speech.txt": "I was asked to speak for ten minutes",
    "letter.txt": "I write this on the lid of a biscuit tin",
    "guide.html": "Mulching is the practice of covering bare soil",
    "howto.md": "A dry stone wall is a wall without mortar.",
    "manual.txt": "This manual describes the controller HC-3",
    "rfc-page.html": "This document describes a protocol by which harbours publish tables",
    "journal.md": "Street trees cool towns by day",
    "survey-report.md": "Visitors have come back.",
}
TITLES = {
    "weaver-readme.md": "Weft",
    "society-constitution.md": "Constitution of the Harbour Rowing Society",
    "encyclopedia.html": "Tide mill",
    "news.html": "Old lock gate fails",
    "novel.txt": "The Lamp at Skerry Point by Agnes M. Tarrant",
    "guide.html": "What Is Mulching?",
    "rfc-page.html": "The Tide Table Protocol",
    "manual.txt": "Heatpump Controller HC-3: Operating Manual",
    "speech.txt": "Address to the Graduates of the Nautical College",
    "blog.md": "Why our buses are late",
    "survey-report.md": "2023 Survey of Small Museums",
}
DEBRIS = re.compile(
    r"\s[.,;:](?:\s|$)|\[|\]|\bof the form\b|=|\bedit\b|Authority control|\bGutenberg\b|\bcookie|[Nn]ewsletter|_\w|"
    r"\bsize n\b|\b[A-Z]{7,}\b|Keyboard shortcuts"
)


@pytest.mark.parametrize("minutes", [2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_the_host_asks_for_something(name: str, minutes: float) -> None:
    _, episode = episode_of(name, minutes)
    lines = lines_of(episode)[:-1]
    fillers = [any(is_of(template.text, line) for template in _fillers()) for line in lines]
    asked = sum(line.endswith("?") and not filler for line, filler in zip(lines, fillers, strict=True))
    allowed = 0.5 if name in READ_OUT else 2 / 3
    assert asked >= allowed * len(lines), lines
    if name not in READ_OUT:
        assert not any(one and other for one, other in pairwise(fillers)), lines


def _fillers() -> list[Template]:
    return [template for act in FILLERS for template in TEMPLATES[act]]


def is_of(template: str, line: str) -> bool:
    """Whether the line was made of the template."""
    return re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(template)), line) is not None


@pytest.mark.parametrize("minutes", [2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_page_is_heard(name: str, minutes: float) -> None:
    _, episode = episode_of(name, minutes)
    for text in (*lines_of(episode), *answers_of(episode)):
        assert not DEBRIS.search(text), text


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_one_run_from_one_place(name: str) -> None:
    brief, episode = episode_of(name, 2)
    order = {passage.id: at for at, passage in enumerate(brief.corpus.passages)}
    for draft in episode.drafts:
        for turn in draft.turns:
            places = [(order[one.passage], one.start) for one in turn.citations]
            assert places == sorted(places) or any("\n" in turn.text for turn in draft.turns)
            assert not places or places[-1][0] - places[0][0] <= 2


@pytest.mark.parametrize(("name", "words"), FIRST_ANSWERS.items())
def test_the_first_answer_says_what_it_is_about(name: str, words: str) -> None:
    for minutes in (2, 3):
        assert answers_of(episode_of(name, minutes)[1])[0].startswith(words)


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_the_title_is_named(name: str, title: str) -> None:
    lines = lines_of(episode_of(name, 2)[1])
    assert title in lines[0]
    assert title.split(" by ", maxsplit=1)[0].rstrip("?") in lines[-1]


@pytest.mark.parametrize("name", NAMES)
def test_the_time_is_met(name: str) -> None:
    for minutes in (2, 3):
        brief, episode = episode_of(name, minutes)
        share = share_of_time(brief, episode)
        assert share <= 1.08
        assert share >= 0.92 or episode.too_short is not None


@pytest.mark.parametrize("name", READ_OUT)
def test_stories_letters_and_speeches_are_read_in_long_runs(name: str) -> None:
    brief, episode = episode_of(name, 2)
    text = " ".join(" ".join(passage.text for passage in brief.corpus.passages).replace("_", "").split())
    answers = answers_of(episode)
    joined = [f"{one} {other}" in text for one, other in pairwise(answers)]
    assert sum(joined) >= len(joined) / 2, answers
    assert not any("The author writes" in answer for answer in answers)


def test_speech_text_adds_nothing() -> None:
    for name in NAMES:
        for answer in answers_of(episode_of(name, 2)[1]):
            assert speech_text(answer, language="en")
