"""How the host turns to another section or source."""

from domain.script.extractive.language.words import word_count
from domain.script.extractive.talking.acts import ActType, DialogueAct
from domain.script.extractive.talking.heading_phrases import USUAL_QUESTIONS, HeadingPhrase
from domain.script.extractive.talking.host import SHORTEST

SHORT_OF = {
    ActType.SECTION: ActType.SECTION_SHORT,
    ActType.UNNAMED_SECTION: ActType.UNNAMED_SECTION_SHORT,
}
"""The acts that leave room for a question behind them."""


def section_act(phrase: HeadingPhrase | None, kind: str) -> DialogueAct:
    """Turns to a section by the phrase of its heading; `kind` is what the document is called."""
    if phrase is None:
        return DialogueAct(ActType.UNNAMED_SECTION)
    if question := USUAL_QUESTIONS.get(phrase.text):
        return DialogueAct(ActType.SECTION_QUESTION, {"q": question.replace("{kind}", kind)})
    return DialogueAct(ActType.SECTION if phrase.nominal else ActType.QUOTED_SECTION, {"p": phrase.text})


def as_asked(question: str) -> str:
    """The question of a heading; a short one with some words before it."""
    return question if word_count(question) >= SHORTEST else f"The next question is this: {question}"


def repeats_phrase(act: DialogueAct, section: DialogueAct) -> bool:
    """Whether a question would only repeat the phrase of the link before it."""
    subject, phrase = act.slots.get("s", "").lower(), section.slots.get("p", "").lower()
    if not subject or not phrase or act.type is ActType.DEFINITION:
        return False
    return subject in phrase or phrase in subject
