"""What is asked of a writer: the style and the cast, and whether the writer honours them."""

from collections.abc import Sequence

from domain.errors import Loc, Refused
from domain.podcast.request import PodcastRequest
from domain.script.style import Grounding, Style
from domain.tts.request import HOST_AND_EXPERT, NARRATOR, SpeakerRequest
from domain.vendors.declarations import WriterDeclaration

CONVERSATIONS = frozenset({Style.CONVERSATIONAL_INTERVIEW, Style.DISCUSSION, Style.DEBATE})
"""Styles that take two voices at least."""


def style_of(request: PodcastRequest) -> tuple[Style, str]:
    """The style, and why it is that one.

    Raises:
        Refused: `speakers_do_not_fit`, when a conversation is asked of one speaker.
    """
    alone = request.speakers is not None and len(request.speakers) == 1
    if request.style is None:
        style = Style.NARRATIVE if alone else Style.CONVERSATIONAL_INTERVIEW
        return style, "usual for one speaker" if alone else "usual"
    if alone and request.style in CONVERSATIONS:
        raise Refused(
            "speakers_do_not_fit",
            f"The style {request.style.value} takes two speakers at least. Add one, or ask for another style, "
            "for instance narrative.",
            loc=("speakers",),
        )
    return request.style, "asked for"


def cast_of(request: PodcastRequest, style: Style) -> tuple[SpeakerRequest, ...]:
    """The speakers of the request, else the usual ones of the style."""
    return request.speakers or (NARRATOR if style is Style.NARRATIVE else HOST_AND_EXPERT)


def check_writer(
    request: PodcastRequest, style: Style, speakers: Sequence[SpeakerRequest], declared: WriterDeclaration, *, name: str
) -> None:
    """Raises Refused `needs_llm`, with the field at fault, for what the writer does not honour."""
    _check_style(style, declared, alone=len(speakers) == 1, name=name)
    if request.complexity is not None and not declared.complexity:
        raise _needs_llm(f"The {name} writer keeps the sources' own level.", "complexity")
    if request.instructions is not None and not declared.instructions:
        raise _needs_llm(f"The {name} writer follows no instructions.", "instructions")
    if request.grounding is Grounding.LLM and not declared.grounding:
        raise _needs_llm(f"The {name} writer checks by code alone.", "grounding")
    _check_count(speakers, declared, name=name)
    for index, speaker in enumerate(speakers):
        for field, what in (("persona", "personas"), ("note", "notes on names")):
            if getattr(speaker, field) is not None and not declared.personas:
                raise _needs_llm(f"The {name} writer knows no {what}: {speaker.name}.", "speakers", index, field)
        if speaker.character and not declared.personas:
            raise _needs_llm(
                f"The {name} writer knows the roles host and expert; not {speaker.character}.",
                "speakers",
                index,
                "role",
            )
    paces = [each.pace for each in speakers]
    if not declared.personas and len(paces) == 2 and paces[0] is not None and paces[0] is paces[1]:
        raise _needs_llm(f"For the {name} writer one speaker is the host and one the expert.", "speakers", 1, "role")


def _check_style(style: Style, declared: WriterDeclaration, *, alone: bool, name: str) -> None:
    honoured, others = declared.styles, declared.solo_styles
    if alone:
        honoured, others = others, honoured
    if style in honoured:
        return
    voices = "one voice" if alone else "several voices"
    has = f"has the styles {', '.join(honoured)}" if honoured else "writes nothing"
    raise _needs_llm(
        f"For {voices} the {name} writer {has}; not {style.value}.", "speakers" if style in others else "style"
    )


def _check_count(speakers: Sequence[SpeakerRequest], declared: WriterDeclaration, *, name: str) -> None:
    fewest, most = declared.speakers
    if len(speakers) > 1 and not fewest <= len(speakers) <= most:
        count = f"{most}" if fewest == most else f"{fewest} to {most}"
        raise _needs_llm(f"The {name} writer writes for {count} speakers, not for {len(speakers)}.", "speakers")


def _needs_llm(why: str, *loc: str | int) -> Refused:
    where: Loc = loc
    return Refused("needs_llm", f"{why} That needs a language model (llm).", loc=where)
