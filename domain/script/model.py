"""The script in its stages: brief, outline, drafts of segments, and turns, with what each of them cites."""

from pydantic import Field

from domain.jobs.notice import Notice
from domain.retrieve.source import Corpus
from domain.script.style import Complexity, Style
from domain.tts.speaker import Role
from domain.value import Value


class Part(Value):
    """A speaker as the writer sees it. `words_per_minute` is the measured rate of the voice at its speed.

    `character`: the role in the words of the request, where that is neither host nor expert ("sceptic"). `persona`: who
    the speaker is and how it talks. `note`: how its name is pronounced.
    """

    name: str
    role: Role
    words_per_minute: float
    characters_per_second: float = 0.0  # measured, at its speed (domain.tts.rates); 0: from the rate in words
    character: str = ""
    persona: str = ""
    note: str = ""


class Brief(Value):
    """All that a writer is given. `words` is the budget of the whole episode, from minutes, pauses and rates.

    `take` is raised when the same is to be written again. `complexity` None: as the sources are. `instructions`: the
    wishes of who asked, in their own words. `delivery`: words said ÷ words asked, as the model is known to deliver in
    this language (domain.script.prompted.delivery). `opened`: an opening is written apart, and is segment 0.
    `checked`: the model is asked about turns that code cannot compare with their passages. `room`: tokens of passages
    that one ask of the model holds, where that is less than the corpus (domain.script.room); 0: all of it.
    """

    title: str | None
    topic: str | None
    language: str
    minutes: float
    words: int
    parts: tuple[Part, ...]
    corpus: Corpus
    take: int = 0
    style: Style = Style.CONVERSATIONAL_INTERVIEW
    complexity: Complexity | None = None
    instructions: str | None = None
    delivery: float = 1.0
    opened: bool = False
    checked: bool = False
    room: int = 0


class PlannedSegment(Value):
    title: str
    summary: str = ""
    words: int
    passages: tuple[str, ...] = ()  # ids, in document order


class Citation(Value):
    """Characters [start, end) of `Passage.text`; both 0 when the whole passage is meant."""

    passage: str
    start: int = 0
    end: int = 0


class DraftTurn(Value):
    """`id`: of the turn that it was before a person edited the script; without one, it is given when it is frozen."""

    id: str = ""
    speaker: str
    text: str
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()  # what an editor should look at: `uncited`, `number_not_in_sources`


class SegmentDraft(Value):
    """One segment as written. `index` counts from 0.

    `names`: those by which the model called the speakers up to here, with the part that speaks under each of them.
    `prompts`: the version of the prompts that it was asked with; empty from a writer without any. `words_asked` and
    `words_answered`: of the first usable answer, from which is learned what the model delivers.
    `spare`: positions of turns in exchanges beyond the budget, which are spoken where the time turns out to allow it
    (domain.script.shortening).
    """

    index: int
    title: str
    turns: tuple[DraftTurn, ...]
    warnings: tuple[Notice, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    prompts: str = ""
    words_asked: int = 0
    words_answered: int = 0
    spare: tuple[int, ...] = ()


class Outline(Value):
    """`drafts`: from a writer that plans by writing. Segments are taken from there, even by a newer version of it.

    `prompts`: as of a draft.
    """

    title: str
    segments: tuple[PlannedSegment, ...]
    drafts: tuple[SegmentDraft, ...] = ()
    prompts: str = ""


class Turn(Value):
    """One turn of the frozen script. `index` counts from 1 in the episode; `spoken` is for the voice.

    `id` stays the same when the script is edited.
    """

    id: str
    index: int
    segment: int  # from 0
    speaker: str
    text: str
    spoken: str
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()


class Writer(Value):
    """The model that writes, as the spec of a podcast names it. `parallel`: segments that it writes at once.

    `delivery`: words said for each word asked, as was learned of it before.
    """

    vendor: str
    model: str
    input_tokens: int
    languages: tuple[str, ...] = ()  # empty: any
    usd_per_million_input: float = 0.0
    usd_per_million_output: float = 0.0
    parallel: int = Field(default=1, exclude_if=lambda count: count == 1)
    delivery: float = Field(default=1.0, exclude_if=lambda share: share == 1.0)
