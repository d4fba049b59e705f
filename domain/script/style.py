"""The manner of a script: its form, and how much it supposes that listeners know."""

from enum import StrEnum


class Style(StrEnum):
    """The form of an episode. Conversational interview: a host asks and an expert answers."""

    CONVERSATIONAL_INTERVIEW = "conversational_interview"
    NARRATIVE = "narrative"
    EDUCATIONAL = "educational"
    DISCUSSION = "discussion"
    DEBATE = "debate"
    CRITIQUE = "critique"
    BRIEF = "brief"


class Complexity(StrEnum):
    """Whom a script is for."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Grounding(StrEnum):
    """What compares turns with the passages that they cite."""

    CODE = "code"
    LLM = "llm"  # the language model too, where code cannot tell
