"""The text of a turn."""

from domain.script.extractive.choosing.excerpts import spoken_text
from tests.domain.script.extractive.texts import sentence


def test_neighbours_in_the_first_person_are_one_quotation() -> None:
    texts = ("I saw it.", "I left.", "I came back.")
    said_by = "The author writes"
    quoted = [sentence(f"{said_by}: “{text}”", index=at, attributed_to=said_by) for at, text in enumerate(texts, 1)]
    assert spoken_text(quoted) == "The author writes: “I saw it. I left. I came back.”"
    assert spoken_text([quoted[0], quoted[2]]).count("The author writes") == 2
