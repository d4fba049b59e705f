"""Themes: what each segment of an episode may speak about (docs/local-writer.md, rule 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.script.extractive.choosing.ranking import Ranking, cosine
from domain.script.extractive.reading.sections import Section, Sentence

SMALLEST = 60
"""Usable words a heading needs to be a theme of its own."""
_WINDOW = 8
"""Sentences compared on either side of a gap."""


@dataclass(slots=True)
class Theme:
    """The sentences one segment chooses from. `heading` is empty when the text has none there.

    `level` is the depth of the heading; `continues` the heading above, when a section was cut in two. `path`: the
    headings from the outermost to this one.
    """

    source: int
    heading: str
    sentences: list[Sentence] = field(default_factory=list)
    level: int = 0
    continues: str = ""
    path: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        return sum(sentence.words for sentence in self.sentences)

    @property
    def start(self) -> int:
        return self.sentences[0].index


def themes_of(sections: Sequence[Section], ranking: Ranking, *, count: int) -> list[Theme]:
    """Themes, one for each section that is large enough; large ones are cut until there are `count`."""
    themes = _merged(
        [Theme(s.source, s.heading, list(s.sentences), len(s.path), path=s.path) for s in sections if s.sentences]
    )
    paths = {section.index: section.path for section in sections}
    while len(themes) < count:
        largest = max(themes, key=lambda theme: (theme.words, -theme.start))
        if largest.words < max(3 * SMALLEST, 1.2 * sum(theme.words for theme in themes) / count):
            break
        halves = _halves(largest, ranking, paths)
        if not halves:
            break
        at = themes.index(largest)
        themes[at : at + 1] = halves
    return themes


def _merged(themes: Sequence[Theme]) -> list[Theme]:
    """Small themes join the one before them in the same source, the first ones the one behind."""
    out: list[Theme] = []
    for theme in themes:
        before = out[-1] if out and out[-1].source == theme.source else None
        if before and (theme.words < SMALLEST or before.words < SMALLEST):
            if before.words < SMALLEST and before.words <= theme.words:
                before.heading, before.level = theme.heading or before.heading, theme.level
                before.path = theme.path or before.path
            before.sentences.extend(theme.sentences)
        else:
            out.append(theme)
    if len(out) > 1 and out[-1].words < SMALLEST and out[-2].source == out[-1].source:
        out[-2].sentences.extend(out.pop().sentences)
    return out


def _halves(theme: Theme, ranking: Ranking, paths: Mapping[int, tuple[str, ...]]) -> list[Theme]:
    """The theme cut between two paragraphs, where both sides have least in common (Hearst's TextTiling, with one gap).

    Empty when no gap leaves enough on both sides.
    """
    sentences = theme.sentences
    best: tuple[float, int] | None = None
    running, total = 0, theme.words
    for at in range(1, len(sentences)):
        running += sentences[at - 1].words
        if sentences[at].paragraph == sentences[at - 1].paragraph:
            continue
        if min(running, total - running) < max(SMALLEST, total // 4):
            continue
        before, behind = sentences[max(0, at - _WINDOW) : at], sentences[at : at + _WINDOW]
        similarity = cosine(ranking.centroid(before), ranking.centroid(behind))
        if best is None or similarity < best[0] - 1e-9:
            best = (similarity, at)
    if best is None:
        return []
    at = best[1]
    new_section = sentences[at].section != sentences[at - 1].section
    path = paths[sentences[at].section] if new_section else ()
    return [
        Theme(theme.source, theme.heading, sentences[:at], theme.level, path=theme.path),
        Theme(
            theme.source, path[-1] if path else "", sentences[at:], theme.level, theme.heading or theme.continues, path
        ),
    ]
