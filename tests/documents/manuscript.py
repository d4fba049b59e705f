"""What the made documents say: a structure of title, headings and paragraphs, independent of any format."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it. `items` is one list after the paragraphs; `table` rows of cells."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    level: int = 1
    items: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Manuscript:
    title: str
    author: str = ""
    parts: tuple[Part, ...] = field(default_factory=tuple)

    @property
    def words(self) -> list[str]:
        """Every word a reader should find under the title, in order; tables' cells included."""
        found: list[str] = []
        for part in self.parts:
            found += part.heading.split()
            for text in (*part.paragraphs, *part.items, *(cell for row in part.table for cell in row)):
                found += text.split()
        return found


LIGHTHOUSES = Manuscript(
    title="How Lighthouses Learned to Speak",
    author="Marion Ashdown",
    parts=(
        Part(
            "Fires on the headland",
            (
                "The first lights for sailors were open fires. Villagers burned wood or coal on a headland, and a "
                "ship could see the glow from perhaps eight kilometres on a clear night. In rain the fire sank, "
                "and in fog it was useless. A keeper on the Isle of May burned about four hundred tonnes of coal "
                "in a single year.",
                "A fire also had a worse fault: it looked like every other fire. Captains mistook lime kilns and "
                "burning fields for the harbour light, and several ships were lost within sight of land. What a "
                "sailor needed was not only a light but a light with a name.",
            ),
        ),
        Part(
            "The lens that bent the night",
            (
                "In 1822 the French engineer Augustin Fresnel showed a lens built from rings of glass. Each ring "
                "was a prism that turned stray light towards the horizon. A plain mirror saved about half of the "
                "light of a lamp; the new lens saved more than four fifths of it. With the same oil a keeper "
                "could now be seen from thirty kilometres away.",
                "The largest lenses weighed as much as a lorry. They floated in a bath of mercury, so that a "
                "clockwork the size of a grandfather clock could turn two tonnes of glass with a falling weight. "
                "The keeper wound the weight up again every few hours, all through the night.",
            ),
            items=(
                "First-order lenses stood on the great ocean capes.",
                "Fourth-order lenses marked bays and river mouths.",
                "Sixth-order lenses, the smallest, were set on harbour walls.",
            ),
        ),
        Part(
            "A rhythm for every tower",
            (
                "Turning the lens made the light flash, and the flash could carry a name. One tower showed a "
                "flash every five seconds, its neighbour two quick flashes and a long pause. The pattern was "
                "printed in a list that every captain carried. A navigator with a stopwatch could therefore tell "
                "one cape from another without seeing the coast at all.",
                "Engineers had to choose the patterns with care. Two towers within sight of each other were never "
                "given rhythms that a tired person might confuse. Some families of patterns are still in use "
                "today, although the lamps have changed from oil to electricity and from filaments to diodes.",
            ),
        ),
        Part(
            "When fog swallowed the beam",
            (
                "No lens could pierce thick fog, so towers were given voices. Bells came first, then cannons "
                "fired every quarter of an hour, then steam whistles. In 1855 Robert Foulis heard his daughter "
                "playing the piano in a fog and noticed that only the low notes reached him. He designed a horn "
                "that spoke in deep tones.",
                "Compressed air later drove the diaphone, whose grunt carried for twelve kilometres. Fishermen on "
                "the Newfoundland banks said that they felt it in the planks before they heard it. The last large "
                "diaphones fell silent in the 1970s, when radio beacons had made them too expensive to keep.",
            ),
        ),
        Part(
            "What is left to say",
            (
                "Almost every lighthouse now runs without a keeper. Satellite positions have taken over most of "
                "the work, yet mariners still ask for the lights to stay. A receiver can fail or be misled, and a "
                "beam on the horizon is a second opinion that needs no battery on board.",
                "The deeper lesson is about design. A lighthouse became useful not when it grew brighter but when "
                "it became distinct. A warning that cannot be told from other warnings is only noise, and that "
                "holds for alarms in hospitals and cockpits as much as for a tower on a rock.",
            ),
        ),
    ),
)  # fmt: skip


def long_story(chapters: int, paragraphs: int = 12) -> Manuscript:
    """A long, plain text whose words differ from chapter to chapter, for speed and for selection."""
    subjects = ("harbour", "orchard", "glacier", "workshop", "railway", "archive", "observatory", "market", "island")
    verbs = ("kept", "counted", "repaired", "described", "measured", "painted", "carried", "abandoned", "rebuilt")
    things = ("ledgers", "lanterns", "maps", "engines", "apples", "letters", "stones", "signals", "ropes", "bells")
    parts = []
    for chapter in range(chapters):
        subject = subjects[chapter % len(subjects)]
        body = []
        for paragraph in range(paragraphs):
            sentences = []
            for at in range(6):
                verb, thing = verbs[(paragraph + at) % 9], things[(chapter + 3 * paragraph + at) % 10]
                sentences.append(
                    f"In year {1800 + chapter} the people of the {subject} {verb} their {thing} with great care and "
                    f"wrote down on page {paragraph * 6 + at + 1} what had changed since the last visit."
                )
            body.append(" ".join(sentences))
        parts.append(Part(f"Chapter {chapter + 1}: The {subject} of {1800 + chapter}", tuple(body)))
    return Manuscript("The Long Register", "A. Clerk", tuple(parts))
