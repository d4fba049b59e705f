"""The profiles that come with Podwright: read, used and duplicated, never changed."""

from domain.profiles.profile import AnyProfile, EpisodeProfile, ProfileKind, SpeakerProfile, StoredProfile, tag_of
from domain.script.style import Complexity, Style
from domain.tts.request import HOST_AND_EXPERT, NARRATOR, SpeakerRequest

_EPISODES = (
    EpisodeProfile(
        name="morning brief",
        description="Three minutes for the commute: what matters, and nothing else.",
        style=Style.BRIEF,
        duration_minutes=3,
    ),
    EpisodeProfile(
        name="interview",
        description="Ten minutes in which a host asks what a listener would ask.",
        style=Style.CONVERSATIONAL_INTERVIEW,
        duration_minutes=10,
    ),
    EpisodeProfile(
        name="lesson",
        description="A quarter of an hour for people who are new to a subject.",
        style=Style.EDUCATIONAL,
        complexity=Complexity.BEGINNER,
        duration_minutes=15,
        instructions="Explain every term when it first comes up. Close with what to remember.",
    ),
    EpisodeProfile(
        name="expert debate",
        description="Twenty minutes for and against, for people who know the field.",
        style=Style.DEBATE,
        complexity=Complexity.ADVANCED,
        duration_minutes=20,
        instructions="Give each side its strongest case from the sources, and leave the verdict to the listener.",
    ),
    EpisodeProfile(
        name="review",
        description="Ten minutes on the strengths and weaknesses of a paper, a report or a book.",
        style=Style.CRITIQUE,
        duration_minutes=10,
    ),
    EpisodeProfile(
        name="story",
        description="Eight minutes told by one voice.",
        style=Style.NARRATIVE,
        duration_minutes=8,
    ),
)

_SPEAKERS = (
    SpeakerProfile(
        name="host and expert",
        description="The usual pair, with the voices that the workers announce.",
        speakers=HOST_AND_EXPERT,
    ),
    SpeakerProfile(name="narrator", description="One voice, for narratives and briefs.", speakers=NARRATOR),
    SpeakerProfile(
        name="teacher and student",
        description="A patient teacher, and a student who says what is not clear yet.",
        speakers=(
            SpeakerRequest(
                name="Sam",
                role="host",
                persona="A curious student who asks short questions, and says in plain words what was understood.",
            ),
            SpeakerRequest(
                name="Dr Lee",
                role="teacher",
                persona="A patient teacher who explains step by step, with the examples that the sources give.",
            ),
        ),
    ),
    SpeakerProfile(
        name="moderated debate",
        description="A moderator between two sides.",
        speakers=(
            SpeakerRequest(name="MODERATOR", role="host", persona="Fair and brief; keeps to the point in question."),
            SpeakerRequest(name="PRO", role="advocate", persona="Makes the case for it, from the sources alone."),
            SpeakerRequest(name="CONTRA", role="sceptic", persona="Makes the case against it, from the sources alone."),
        ),
    ),
    SpeakerProfile(
        name="round table",
        description="A host and three guests.",
        speakers=(
            SpeakerRequest(name="HOST", role="host"),
            SpeakerRequest(name="Ada", role="expert", persona="Precise; gives the figures."),
            SpeakerRequest(name="Ben", role="practitioner", persona="Speaks of what it means in practice."),
            SpeakerRequest(name="Cleo", role="critic", persona="Asks what was left open."),
        ),
    ),
)


def _shipped(profile: AnyProfile) -> StoredProfile:
    return StoredProfile(profile=profile, tag=tag_of(profile, "shipped"), shipped=True)


SHIPPED: dict[ProfileKind, tuple[StoredProfile, ...]] = {
    ProfileKind.EPISODES: tuple(map(_shipped, _EPISODES)),
    ProfileKind.SPEAKERS: tuple(map(_shipped, _SPEAKERS)),
}
