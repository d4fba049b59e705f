"""A long document for benchmarks: plain expository prose in sections, in which hardly two sentences are alike."""

from collections.abc import Iterator

SUBJECTS = (
    "harbour", "railway", "lighthouse", "mill", "library", "canal", "bridge", "market", "observatory", "orchard",
    "quarry", "brewery", "hospital", "theatre", "foundry", "garden", "shipyard", "reservoir", "museum", "tannery",
    "bakery", "station", "archive", "vineyard", "tunnel", "school", "windmill", "warehouse", "dairy", "aqueduct",
)  # fmt: skip
PLACES = (
    "Arven", "Belmont", "Corran", "Dalby", "Eastmoor", "Farlow", "Glenhaven", "Holmsund", "Inverly", "Kestrel",
    "Lorne", "Marwick", "Norden",
)  # fmt: skip
PEOPLE = (
    "engineers", "merchants", "farmers", "sailors", "teachers", "masons", "clerks", "growers", "weavers", "surveyors",
    "printers", "carpenters", "doctors", "miners", "pilots", "potters", "lawyers",
)  # fmt: skip
THINGS = (
    "copper pipes", "oak beams", "paper ledgers", "glass lamps", "woollen sails", "iron rails", "clay tiles",
    "wooden barrels", "brass clocks", "linen maps", "stone steps", "leather belts", "cedar doors", "steam pumps",
    "tin boxes", "slate roofs", "silver coins", "rope ladders", "coal ovens",
)  # fmt: skip
REASONS = (
    "winter storms", "falling prices", "a shortage of timber", "new taxes", "the fear of fire", "a royal visit",
    "crowded streets", "bad harvests", "foreign competition", "an outbreak of fever", "a gift of land", "low tides",
    "the spread of printing",
)  # fmt: skip
RESULTS = (
    "travel by night", "trade with the islands", "the education of girls", "the storage of grain", "public bathing",
    "the study of weather", "fresh water in summer", "the repair of engines", "cheap bread", "the export of wool",
    "safer mines", "evening concerts", "faster letters", "cleaner wells", "the survey of the coast", "care of trees",
    "honest weights",
)  # fmt: skip
FORMS = (
    "The {subject} of {place} was planned by {people} in {year}, after {reason} had troubled the district for years.",
    "{People} carried {thing} up the hill by hand, since no cart could pass the {other} road in that season.",
    "A report from {year} praises {result} and explains how the {subject} made it possible.",
    "Critics among the {people} feared that {reason} would ruin the {other} before it earned any money.",
    "Its builders ordered {thing} from {place}, where {people} had worked with them since {year}.",
    "Because of {reason}, the council of {place} delayed {result} until {year}.",
    "Visitors remembered the {thing} in the hall of the {subject} more clearly than anything else in {place}.",
    "By {year} the {subject} employed {count} {people}, and it depended on {result} for its income.",
    "An inventory lists {count} {thing} and describes the damage that {reason} had done to them.",
    "Today {result} is taken for granted, but in {place} it began with {people} who shared one {other}.",
    "The oldest letters about the {subject} mention {reason}, {thing} and a quarrel between {people} and the mayor.",
    "When the {other} closed in {year}, its {thing} were sold to {people} from {place}.",
    "Historians link {result} to {reason}, although the {people} of {place} gave other explanations.",
)


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
    number = 0
    for n in range(len(SUBJECTS) * len(PLACES)):
        subject, place = SUBJECTS[n % len(SUBJECTS)], PLACES[n % len(PLACES)]
        paragraphs: list[str] = []
        for _ in range(3):
            paragraphs.append(" ".join(_sentence(subject, place, number + at) for at in range(5)))
            number += 5
        yield f"## The {subject} of {place}\n\n" + "\n\n".join(paragraphs)


def _sentence(subject: str, place: str, n: int) -> str:
    """Lists of prime lengths, walked at different paces: a pair of words comes again after hundreds of sentences."""
    people = PEOPLE[(5 * n) % len(PEOPLE)]
    said = FORMS[n % len(FORMS)].format(
        subject=subject,
        place=place,
        people=people,
        People=people.capitalize(),
        thing=THINGS[(7 * n) % len(THINGS)],
        reason=REASONS[(3 * n + n // 13) % len(REASONS)],
        result=RESULTS[(11 * n + n // 17) % len(RESULTS)],
        other=SUBJECTS[(13 * n + 7) % len(SUBJECTS)],
        year=1780 + (n * 37) % 170,
        count=20 + (n * 53) % 900,
    )
    return said[0].upper() + said[1:]
