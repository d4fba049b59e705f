"""Dialogue acts of the host: what a line does, and the words of the document that it may use."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActType(StrEnum):
    """The types of act: those that ask, link, open and close. Their templates are in questions.toml and links.toml."""

    DEFINITION = "definition"
    PASSIVE = "passive"
    PURPOSE = "purpose"
    PLACED = "placed"
    DATED = "dated"
    OBJECT = "object"
    ORIGIN = "origin"
    MODAL = "modal"
    CAUSE = "cause"
    MOMENT = "moment"
    PLACE = "place"
    CLAUSE = "clause"
    COMPARISON = "comparison"
    CONTRAST = "contrast"
    EXAMPLE = "example"
    FIGURES = "figures"
    RESULT = "result"
    TIME = "time"
    STEPS = "steps"
    IN_CASE = "in_case"
    ORDER = "order"
    ADVICE = "advice"
    SAYING = "saying"
    DEED = "deed"
    FIRST_PERSON = "first_person"
    ABOUT = "about"
    TOPIC = "topic"
    THEME = "theme"
    CONTINUE = "continue"
    LINK = "link"
    SECTION = "section"
    SECTION_SHORT = "section_short"
    UNNAMED_SECTION = "unnamed_section"
    UNNAMED_SECTION_SHORT = "unnamed_section_short"
    QUOTED_SECTION = "quoted_section"
    SECTION_QUESTION = "section_question"
    SOURCE = "source"
    READ_ON_NAMED = "read_on_named"
    READ_ON = "read_on"
    READ_PLACE = "read_place"
    READ_PART = "read_part"
    TAKEAWAY = "takeaway"
    LAST_ANSWER = "last_answer"
    CLOSING = "closing"


FILLERS = frozenset({ActType.CONTINUE, ActType.LINK, ActType.UNNAMED_SECTION, ActType.READ_ON})
"""Acts whose lines would fit before any answer. They are spoken where nothing can be asked for by its name."""


@dataclass(frozen=True, slots=True)
class DialogueAct:
    """An act and its `slots`: what its templates may be filled with, by the names that their files explain."""

    type: ActType
    slots: dict[str, str] = field(default_factory=dict)
