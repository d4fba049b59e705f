"""From passages to sections."""

from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceSummary
from domain.script.extractive.reading.reader import Reader

STEPS = (
    "Wait until the lamp drops low: it must be cool by then.\n"
    "Clean the glass with a dry cloth.\n"
    "Fill the lamp with oil."
)


def passage(number: int, *blocks: Block) -> Passage:
    return Passage(id=f"s1-p{number}", source=1, blocks=blocks)


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text)


def corpus(*passages: Passage) -> Corpus:
    return Corpus(sources=(SourceSummary(index=1, title="How to keep a lamp"),), passages=passages)


def test_a_list_follows_its_lead_in() -> None:
    steps = Block(kind=BlockKind.LIST, text=STEPS.replace(": it must be cool by then", ""), ordered=True)
    read = Reader(corpus(passage(1, paragraph("The keeper has three things to do:"), steps))).read()
    assert [sentence.text for sentence in read[0].sentences] == [
        "The keeper has three things to do. First, wait until the lamp drops low. Then, clean the glass with a dry "
        "cloth. Finally, fill the lamp with oil."
    ]


def test_a_lead_in_belongs_to_a_list_of_its_own_passage() -> None:
    """Its offsets count in its passage: in another one they would take words out of the middle of a list."""
    words = "the lamp drops low:"
    start = STEPS.index(words)
    filler, lead_in = "A lamp." + " " * (start - len("A lamp.\n\n")), "The keeper has it:".ljust(len(words), ":")
    first = passage(1, paragraph(filler), paragraph(lead_in))
    assert first.text[start : start + len(words)] == lead_in
    second = passage(2, Block(kind=BlockKind.LIST, text=STEPS, ordered=True))
    said = [sentence.text for section in Reader(corpus(first, second)).read() for sentence in section.sentences]
    assert said and not any(text.startswith(words[:-1]) for text in said)
