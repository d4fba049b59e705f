"""What is true of every episode of the local writer, whatever the document (docs/local-writer.md)."""

import re
from collections import Counter

from domain.retrieve.source import BlockKind, Corpus
from domain.script.extractive.episode import Episode, write_episode
from domain.script.extractive.language.words import word_count
from domain.script.model import Brief, DraftTurn
from domain.script.shortening import meant
from domain.tts.rates import letters_of, rate_of
from domain.tts.spoken.text import speech_text
from tests.domain.script.extractive.texts import brief_of

WORDS_IN = (
    "percent degrees degree celsius kilometres metres grams to for example that is the author authors they their them "
    "writes page company says and first then finally more one two three four five six seven eight nine ten we our us"
)
INSERTED = frozenset(WORDS_IN.split())
WORDS_OUT = "however moreover thus therefore hence furthermore also indeed we our us"
DROPPED = frozenset(WORDS_OUT.split())
UNITS = {"c", "km", "m", "g", "e", "i"}
UNHEARD = re.compile(r"[*#_|<>\[\]{}]|https?:|\bHOST\b|\bEXPERT\b|\b[A-Z]{7,}\b|\bsee (?:Figure|Table)\b")
PRAISE = re.compile(r"\b(?:great|amazing|fascinating|wonderful|love|brilliant|interesting)\b", re.IGNORECASE)
WEIGHTY = ("not", "no", "never", "none", "only", "may", "might", "cannot", "could", "unless", "without", "hardly")


def assert_rules(brief: Brief, episode: Episode) -> None:
    turns = turns_of(episode)
    texts = {passage.id: passage.text for passage in brief.corpus.passages}
    assert [turn.speaker for turn in turns] == ["Ada" if at % 2 == 0 else "Ben" for at in range(len(turns))]
    assert [draft.index for draft in episode.drafts] == list(range(len(episode.outline.segments)))
    said: Counter[tuple[str, int]] = Counter()
    for turn in turns:
        words = word_count(turn.text)
        assert re.search(r"[.?!][”\"]?$", turn.text), turn.text
        assert not UNHEARD.search(turn.text), turn.text
        if turn.speaker == "Ada":
            assert 4 <= words <= 25, turn.text
            assert not turn.citations
            assert not PRAISE.search(turn.text)
        else:
            assert 6 <= words <= 90, turn.text
            assert turn.citations
            spans = [texts[citation.passage][citation.start : citation.end] for citation in turn.citations]
            assert all(citation.end > citation.start for citation in turn.citations)
            assert_extracted(turn.text, " ".join(spans))
            said.update((citation.passage, citation.start) for citation in turn.citations)
    assert max(said.values()) == 1, "a sentence was said twice"
    asked = [turn.text for turn in turns if turn.speaker == "Ada"]
    for at, text in enumerate(asked):
        assert text not in asked[max(0, at - 4) : at], text
    blocks = [block for passage in brief.corpus.passages for block in passage.blocks]
    headings = {block.text.lower().strip(" .") for block in blocks if block.kind is BlockKind.HEADING}
    headings = {one for one in headings if not one.endswith("?")}  # a question is asked as it stands
    assert not any(turn.text.lower().strip(" .") in headings for turn in turns)
    total = sum(word_count(turn.text) for turn in turns)
    host = sum(word_count(text) for text in asked) / total
    share = share_of_time(brief, episode)
    if brief.words >= 450 and total >= 450:
        assert share <= 1.03
        assert 0.15 <= host <= 0.255, host
    elif brief.words >= 300 and total >= 300:  # opening and closing weigh more in two minutes
        assert share <= 1.045
        assert 0.15 <= host <= 0.27, host


def share_of_time(brief: Brief, episode: Episode) -> float:
    """What the voices take for the episode, of the time that was asked for."""
    said = sum(
        letters_of(speech_text(turn.text, language="en")) / rate_of(part)
        for turn in turns_of(episode)
        for part in brief.parts
        if part.name == turn.speaker
    )
    breaks = len(episode.drafts) - 1
    pauses = sum(0.3 if turn.text.endswith("?") else 0.525 for turn in turns_of(episode)[:-1])
    return (said + pauses + breaks * (0.9 - 0.525)) / (60.0 * brief.minutes)


def assert_extracted(text: str, source: str) -> None:
    """Undoes the edits word by word, without using them: nothing but the closed list came in or went out."""
    spoken = tokens(text)
    free = tokens(re.sub(r"\([^()]*\)|\[[^\]]*\]", lambda aside: aside[0] if aside[0] in text else " ", source))
    extra = Counter(spoken) - Counter(tokens(source))
    assert set(extra) <= INSERTED, (set(extra) - INSERTED, text, source)
    missing = Counter(free) - Counter(spoken)
    assert set(missing) <= DROPPED | UNITS, (set(missing) - DROPPED - UNITS, text, source)
    for word in WEIGHTY:
        assert spoken.count(word) == free.count(word), (word, text, source)
    numbers = [[token for token in some if token[0].isdigit()] for some in (spoken, free)]
    assert numbers[0] == numbers[1], (text, source)
    edits = INSERTED | DROPPED | UNITS
    kept = [[token for token in some if token not in edits] for some in (spoken, free)]
    assert kept[0] == kept[1], (text, source)


def tokens(text: str) -> list[str]:
    plain = re.sub("[¹²³]", "", text.lower().replace("authors’", "our"))
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*", plain)


def turns_of(episode: Episode) -> list[DraftTurn]:
    """Those that are meant to be heard, without spare ones (test_spare.py)."""
    return [turn for draft in episode.drafts for turn in meant(draft)]


def lines_of(episode: Episode) -> list[str]:
    """What the host says."""
    return [turn.text for turn in turns_of(episode) if turn.speaker == "Ada"]


def answers_of(episode: Episode) -> list[str]:
    """What the expert says."""
    return [turn.text for turn in turns_of(episode) if turn.speaker == "Ben"]


def text_of(episode: Episode) -> str:
    return " ".join(turn.text for turn in turns_of(episode))


def checked_episode(corpus: Corpus, minutes: float, *, topic: str | None = None) -> tuple[Brief, Episode]:
    """A brief and its episode, which keeps every rule."""
    brief = brief_of(corpus, minutes, topic=topic)
    episode = write_episode(brief)
    assert_rules(brief, episode)
    return brief, episode
