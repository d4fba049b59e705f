"""A second document: its subject and its style differ from that of the readers' tests."""

from tests.documents.manuscript import Manuscript, Part

SALT = Manuscript(
    title="What Salt Did to the Map",
    author="Ines Calloway",
    parts=(
        Part(
            "A white road to the coast",
            (
                "Long before there were engines, salt moved people. A family needed about twenty kilograms of it in "
                "a year, most of it to keep meat and fish through the winter. Where the ground gave none, carts "
                "brought it from the sea, and the tracks they wore became the first roads of many regions.",
                "The carriers travelled in spring, when the passes opened. They exchanged a sack of salt for two "
                "sacks of grain, and a village that lay a day's walk from the last one grew into a market.",
            ),
        ),
        Part(
            "Boiling the brine",
            (
                "Inland springs were bitter with salt, but the water held only four parts in a hundred. Workers "
                "boiled it in pans of lead, each as wide as a cart, and kept the fires burning for eighteen hours. "
                "The forests around such a town disappeared within two generations.",
                "In the sixteenth century a builder in the Alps led the brine through wooden pipes to a valley that "
                "still had trees. The pipe was forty kilometres long. It was cheaper to move the water to the wood "
                "than the wood to the water.",
            ),
        ),
        Part(
            "The tax nobody escaped",
            (
                "Everybody had to eat salt, so every ruler taxed it. In France the duty differed from province to "
                "province, and a sack that cost one coin in Brittany cost twenty in Paris. Smugglers trained dogs to "
                "carry it across the border at night.",
                "A tax that falls on all falls hardest on the poor. When people drew up their complaints in 1789, "
                "the salt tax stood in nearly every list, and it was among the first duties to be abolished.",
            ),
        ),
        Part(
            "Ice ends an empire",
            (
                "Salt lost its power quietly. Tins kept meat without it, and after 1870 ships with cooled holds "
                "carried fresh beef across the Atlantic. A cook no longer had to soak the dinner overnight to make "
                "it edible.",
                "The towns that had lived on salt looked for other work. Some turned their warm brine into baths, "
                "and doctors sent patients there to breathe the damp air beside walls of blackthorn.",
            ),
        ),
        Part(
            "Traces underfoot",
            (
                "The map still remembers. Names that begin with hal or end in wich often mark a place where salt was "
                "made, and straight lanes across empty hills were once the carriers' shortest way.",
                "Today more salt is spread on winter roads than is eaten. The stuff that once built the roads now "
                "keeps them open, and the water that runs off them carries it slowly back to the sea.",
            ),
        ),
    ),
)  # fmt: skip
