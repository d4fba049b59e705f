"""A long document for benchmarks: plain expository prose in sections, no sentence twice."""

from collections.abc import Iterator

PLACES = (
    "Arven",
    "Belmont",
    "Corran",
    "Dalby",
    "Eastmoor",
    "Farlow",
    "Glenhaven",
    "Holmsund",
    "Inverly",
    "Kestrel Bay",
)
THINGS = ("harbour", "railway", "lighthouse", "mill", "library", "canal", "bridge", "market", "observatory", "orchard")
MATERIALS = ("granite", "oak", "brick", "limestone", "iron", "slate", "copper", "sandstone")
PEOPLE = ("engineers", "merchants", "farmers", "sailors", "teachers", "masons", "clerks", "growers")
CAUSES = (
    "the river had flooded the lower town in three winters out of four",
    "the old road was too steep for loaded carts",
    "the price of grain had fallen and work was hard to find",
    "a survey had shown that the ground was firm enough for deep foundations",
    "the council wanted a building that could be seen from the sea",
    "ships of the northern line had begun to call there in summer",
    "the first plan had failed for want of skilled workers",
)
EFFECTS = (
    "the journey to the coast took one day instead of three",
    "families from the valley moved closer to the water",
    "the tax that it paid covered the cost of two schools",
    "the number of accidents fell in each of the years that followed",
    "visitors came to see how the work was done",
    "the older quarter lost most of its trade",
    "a second one like it was planned further inland",
)
VERBS = ("changed", "shaped", "slowed", "supported", "divided", "protected")


def document(words: int) -> str:
    """Markdown of at least so many words."""
    parts: list[str] = []
    count = 0
    for section in _sections():
        parts.append(section)
        count += len(section.split())
        if count >= words:
            return "# A history of public works on the northern coast\n\n" + "\n\n".join(parts) + "\n"
    raise ValueError(f"there are only {count} words")


def _sections() -> Iterator[str]:
    for n, thing in enumerate(THINGS * len(PLACES)):
        place = PLACES[(n + n // len(THINGS)) % len(PLACES)]
        paragraphs = [" ".join(_sentences(place, thing, 6 * n + at)) for at in range(3)]
        yield f"## The {thing} of {place}\n\n" + "\n\n".join(paragraphs)


def _sentences(place: str, thing: str, n: int) -> Iterator[str]:
    year, people, other = 1790 + (n * 7) % 150, PEOPLE[n % 8], PEOPLE[(n * 3 + 1) % 8]
    material, more = MATERIALS[(n * 5) % 8], MATERIALS[(n * 5 + 3) % 8]
    yield f"The {thing} of {place} was begun in {year}, when {people} and {other} agreed to share its cost."
    yield f"They chose {material} for the walls of the {thing}, because {CAUSES[n % 7]}."
    yield f"In {year + 4} the {people} of {place} reported that {EFFECTS[(n * 2) % 7]}."
    yield f"The use of {more} in the upper part of the {thing} {VERBS[n % 6]} what {other} had planned in {year + 2}."
    yield f"By {year + 11} about {200 + (n * 37) % 700} people worked at the {thing}, and {EFFECTS[(n * 2 + 3) % 7]}."
    yield f"Many of the {other} in {place} had opposed it at first, since {CAUSES[(n + 3) % 7]}."
