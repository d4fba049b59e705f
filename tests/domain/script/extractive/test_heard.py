"""Small texts that each show a class of fault which a listener would hear."""

from itertools import pairwise

from domain.retrieve.source import SourceKind
from domain.script.extractive.episode import write_episode
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.dependence import Dependence, dependence_of
from domain.script.extractive.language.leading_phrases import leading_clause, leading_phrase
from domain.script.extractive.language.subjects import subject_of
from domain.script.extractive.language.topics import Topics
from domain.script.extractive.reading.edits import edited
from domain.script.extractive.reading.manner import is_read_out
from domain.script.extractive.reading.reader import Reader
from domain.script.extractive.reading.speakable import is_speakable
from domain.script.extractive.talking.heading_phrases import phrase_of
from domain.script.extractive.talking.section_acts import as_asked
from tests.domain.script.extractive.rules import turns_of
from tests.domain.script.extractive.texts import brief_of, corpus_of

FAQ = """# Kettles: questions and answers

Our shop is asked about kettles every day, and these are the answers that we give to people who come in.

## Does it work with hard water?

Yes. Lime settles on the bottom within a few weeks and makes the kettle slow. Vinegar removes it in half an hour, and
costs less than the powders that are sold for it.

## How long does it last?

Eight years is typical. The switch is the first part to fail, because it opens and closes several times a day. A new
switch costs four pounds, and any shop for household goods can fit one while people wait.

## Is it loud?

A kettle of two litres makes about sixty decibels before it boils. The noise comes from small bubbles that collapse in
the colder water above them. Kettles with a thick bottom are quieter, since the bubbles there are smaller.

## Should it be emptied at night?

That depends on the water. Soft water may stay in it, while hard water leaves a ring along the edge by the morning.
"""


def test_a_heading_that_is_a_question_is_asked_and_answered() -> None:
    turns = [turn.text for turn in turns_of(write_episode(brief_of(corpus_of(FAQ, kind=SourceKind.PAGE), 2)))]
    asked = {question: answer for question, answer in pairwise(turns) if question.endswith("?")}
    opening = next(question for question in asked if question.endswith("Does it work with hard water?"))
    assert opening.startswith("Today we open Kettles: questions and answers, a web page.")
    assert asked[opening].startswith("Yes. Lime settles")
    assert asked["How long does it last?"].startswith("Eight years is typical.")
    assert as_asked("Is it loud?") == "The next question is this: Is it loud?"


def test_clauses_lose_their_numbers_and_are_heard() -> None:
    for source, text in (
        ("(1) The Board decides within six weeks.", "The Board decides within six weeks."),
        ("(a) Members may appeal to the meeting.", "Members may appeal to the meeting."),
        ("4.2.1 The tenant pays for small repairs.", "The tenant pays for small repairs."),
        ("§ 12 The contract ends with the year.", "The contract ends with the year."),
    ):
        found = edited(source)
        assert found is not None
        assert found.text == text
        assert found.undone(found.text) == source
    found = edited("2.5 million people came.")
    assert found is not None
    assert found.text == "2.5 million people came."


def test_figures_make_no_table_of_a_sentence() -> None:
    assert is_speakable("Mean use fell from 17,400 to 10,800 units a year, a fall of 38 percent.")
    assert is_speakable("It came back to the same reach in the following year.")
    assert not is_speakable("It takes the following: flour, water and salt.")


def test_what_points_back_is_known() -> None:
    back, alone = Dependence.REFERENCE, Dependence.NONE
    assert dependence_of("Of those whose brood survived, 44 percent did.") is back
    assert dependence_of("Feed it twice on the day before.") is back
    assert dependence_of("Most of them keep a count.") is back
    assert dependence_of("Cities plant trees, and most of them keep a count.") is alone
    assert dependence_of("The company was fined for failings that left 186 passengers drifting at night.") is alone


SPEECH = """# Remarks at the opening

Thank you. Thank you all. Please sit down, and I will be quick.

When I was nine, there was one room in our town with books in it. I went up an outside stair, and at the top was a
rule. One book a week. If we brought it back clean, we could have another.

That room closed. We had got used to things ending, and we were good at it. I told six people that there was no money,
and I showed them the door. They came back on the next Tuesday, and on every Tuesday for a year.

I have been asked why we need a library. I will tell you. A town is a thing that people decide to be, over and over. We
have books, a kitchen and a room for children. Our door is open, and I hope that you come in.
"""
VERSE = """# Low Water: Poems

## Ebb

The river lets the mud have back its name. The boats lie down like cattle in the reeds. A heron counts with one foot.

## Flood

It came by the gardens, not the quay. It came as though it had been asked to come, and then it took the beans.

## Bridge

He took them over for a coin a head. The ones who had no coin he took for talk. The bridge was opened in the spring,
and the band played. The river is on time. It carries what it can, and what it cannot carry it leaves behind.

## High water

So this is how it closes over things. It is not angry and not in haste. The boats stand up. They float. The road of
light lies on the bay again, and the boys who lost a bicycle stand there and do not say a word to anyone at all.
"""


def test_speeches_and_verse_are_read_out() -> None:
    for text in (SPEECH, VERSE):
        assert Reader(corpus_of(text, kind=SourceKind.TEXT)).read_out == {1}
    about = VERSE.replace("Low Water: Poems", "Low Water")
    assert Reader(corpus_of(about, kind=SourceKind.TEXT)).read_out == set()
    assert not is_read_out([])


def test_a_note_on_the_author_is_silent() -> None:
    text = "# Tides\n\nThe moon pulls the sea towards it twice a day.\n\nAda Lind is a staff writer at the review."
    read = Reader(corpus_of(text, kind=SourceKind.PAGE, author="Ada Lind")).read()
    assert [one.text for section in read for one in section.sentences] == [
        "The moon pulls the sea towards it twice a day."
    ]


def test_headings_keep_the_names_of_the_text() -> None:
    capitals = Capitals(["They asked the Harbour Master about the harbour.", "The tea came, and monks drank tea."])
    assert capitals.lowered("Report of the Harbour Master") == "report of the Harbour Master"
    found = phrase_of("Report of the Harbour Master", capitals)
    assert found is not None
    assert found.text == "the report of the Harbour Master"
    assert capitals.lowered("How Tea Left the Monastery") == "how tea left the monastery"


def test_no_question_names_half_a_phrase() -> None:
    texts = ["The first Ashikaga shogun forbade the school. The Ashikaga shogun wrote.", "It closed in the winter out."]
    capitals = Capitals(texts)
    topics = Topics([*texts, *texts], capitals)
    assert "Ashikaga" not in topics.of(texts[0])
    assert "the school closed down" not in topics.of("It was the year the school closed down.")
    assert "the winter out" not in topics.of("It spits the winter out upon the bank.")
    assert "the age" not in topics.of("Results show that the age of a bank matters.")
    assert "bake" not in topics.of("Bake at 240 degrees for an hour.")
    assert leading_phrase("By 1400 the gardens at Uji, south of Kyoto, had overtaken others.") is None
    assert leading_clause("When in doubt, photograph it.") is None
    assert subject_of("Guests were given ten cups.", Capitals(["It was a party."])) is None
