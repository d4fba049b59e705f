"""Progress: the model that says how far a job is, answered to queries, kept in the memo, stored with the outcome."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field, JsonValue, model_validator

from domain.jobs.notice import Notice
from domain.jobs.status import JobStatus
from domain.value import Value

SHOWN = 20
"""At most this many entries of attention and of warnings are shown, so that the memo stays small."""


class Waiting(Value):
    """What a job waits for, to go on automatically afterwards: the account at a vendor (without `item`), or the next
    try of a call that failed. `item` is then the readable id of its activity, `attempt` the try that comes next, out of
    `attempts`; without `next_try` it is under way."""

    resource: str
    reason: str
    since: datetime
    advice: str = ""
    item: str = ""
    attempt: int | None = None
    attempts: int | None = None
    next_try: datetime | None = None


class Attention(Value):
    """A parked item. `id` is the readable id of its activity (`tts-007`), `about` its name for people (`turn 7`)."""

    id: str
    code: str
    about: str = ""
    turn: int | None = None
    speaker: str | None = None
    provider: str = ""
    text: str = ""
    message: str
    advice: str = ""


class JobError(Value):
    code: str
    message: str
    step: str = ""
    turn: int | None = None
    advice: str = ""


class Usage(Value):
    """`tts_characters_failed`: those of `tts_characters` that were billed and made no clip of the podcast."""

    llm_input_tokens: int = 0
    llm_output_tokens: int = 0
    tts_characters: int = 0
    tts_characters_failed: int = 0
    tts_characters_reused: int = 0
    repeated_after_crash: int = 0
    cost_usd: float = 0.0
    estimated_cost_usd: float = 0.0


class Progress(Value):
    """The same for every kind of job. `rev` grows with every change; `seconds_left` is None while unknown.

    `details` are the kind's own, typed where the kind is (a podcast's: domain.podcast.details).
    """

    status: JobStatus = JobStatus.QUEUED
    attempt: int = 1
    rev: int = 0
    percentage: int = 0
    step: str = ""
    details: dict[str, JsonValue] = Field(default_factory=dict)
    seconds_left: int | None = None
    waiting: tuple[Waiting, ...] = ()
    attention: tuple[Attention, ...] = ()
    warnings: tuple[Notice, ...] = ()
    error: JobError | None = None
    usage: Usage = Usage()
    title: str | None = None
    updated_at: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _details_of_older_records(cls, data: object) -> object:
        """Podcasts once had two of their details beside the others."""
        if not isinstance(data, dict) or not data.keys() & OUTSIDE_DETAILS:
            return data
        outside = {name: data[name] for name in OUTSIDE_DETAILS if name in data}
        kept = {name: value for name, value in data.items() if name not in OUTSIDE_DETAILS}
        return {**kept, "details": {**(kept.get("details") or {}), **outside}}


def with_retries(progress: Progress, retries: Sequence[Waiting]) -> Progress:
    """The progress with the calls that are tried again; those that wait for the same thing are shown as the next one,
    unless the job itself shows that it waits for it.

    The workflow does not see them; whoever describes its run does.
    """
    if progress.status.ended or not retries:
        return progress
    shown: dict[tuple[str, str], Waiting] = {}
    for each in sorted(retries, key=lambda each: (each.next_try is not None, each.next_try or each.since)):
        if all(each.resource != one.resource for one in progress.waiting):
            shown.setdefault((each.resource, each.reason), each)
    return progress.model_copy(update={"waiting": (*progress.waiting, *shown.values())[:SHOWN], "seconds_left": None})


OUTSIDE_DETAILS = frozenset({"turn_states", "segments"})
"""Fields that records and memos written before there was a second kind have outside `details`."""
