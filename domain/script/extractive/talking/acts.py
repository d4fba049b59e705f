"""Dialogue acts of the host: what a line does, and the words of the document that it may use."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActType(StrEnum):
    """The types of act: those that ask, link, open and close. Their templates are in questions.toml and links.toml."""

    DEFINITION = "definition"
    PASSIVE = "passive"
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
    FIRST_PERSON = "first_person"
    ABOUT = "about"
    CONTINUE = "continue"
    LINK = "link"
    SECTION = "section"
    SECTION_SHORT = "section_short"
    UNNAMED_SECTION = "unnamed_section"
    UNNAMED_SECTION_SHORT = "unnamed_section_short"
    QUOTED_SECTION = "quoted_section"
    SECTION_QUESTION = "section_question"
    SOURCE = "source"
    TAKEAWAY = "takeaway"
    LAST_ANSWER = "last_answer"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class DialogueAct:
    """An act and its `slots`: what its templates may be filled with, by the names that their files explain."""

    type: ActType
    slots: dict[str, str] = field(default_factory=dict)
