"""Sources that cannot be read, or only in part: what fails, what parks, what is left out, and what a person may say."""

import pytest
from temporalio.client import WorkflowFailureError

from activities.retrieve import Chosen
from domain.errors import PermanentFault, TransientFault
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import PodcastSpec
from domain.retrieve.completeness import SourceAnswer
from domain.retrieve.source import Corpus, Doubt, Omission, SourceRef, SourceType
from tests.workflows.harness import TEXT, PodcastHarness

GONE = "https://salt.example/gone"
HALF = {"share": 0.4, "left_out": (Omission(code="part", what="chapter 2", words=900),)}


def page(url: str) -> SourceRef:
    return SourceRef(type=SourceType.URL, name=url, url=url)


async def spec_of(harness: PodcastHarness, *more: SourceRef, **changes: object) -> PodcastSpec:
    """A podcast of the usual text and of more."""
    spec = await harness.spec(**changes)
    return spec.model_copy(update={"sources": (*spec.sources, *more)})


async def corpus_of(harness: PodcastHarness, podcast_id: str) -> Corpus:
    name = next(each for each in await harness.artifacts.list(f"podcasts/{podcast_id}") if "/passages-" in each)
    record = await harness.artifacts.get(name)
    assert record is not None

    return Corpus.model_validate_json(await harness.artifacts.read(Chosen.model_validate_json(record).corpus))


async def failed(harness: PodcastHarness, spec: PodcastSpec) -> Progress:
    with pytest.raises(WorkflowFailureError):
        await (await harness.start(spec)).result()
    return (await harness.outcome(spec.podcast_id)).progress


async def test_one_unreadable_source_of_several_fails_the_podcast_and_is_named(harness: PodcastHarness) -> None:
    spec = await spec_of(harness, page(GONE))
    progress = await failed(harness, spec)
    assert progress.error is not None
    assert progress.error.code == "source_not_found"
    assert progress.error.message.startswith("Source 2 of 2: ") and GONE in progress.error.message
    assert "skip_unreadable" in progress.error.advice
    assert harness.writer.asked == []


@pytest.mark.parametrize("transient", [False, True], ids=["gone", "away"])
async def test_with_skip_unreadable_it_is_left_out_with_a_warning(
    patient_studio: PodcastHarness, transient: bool
) -> None:
    harness = patient_studio
    if transient:
        harness.web.pages[GONE] = TransientFault("source_unavailable", f"{GONE} answers 503.")
    spec = await spec_of(harness, page(GONE), skip_unreadable=True)
    progress = await (await harness.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    (warning,) = progress.warnings
    assert (warning.code, warning.source) == ("source_left_out", 2)
    assert GONE in warning.message
    assert [source.index for source in (await corpus_of(harness, spec.podcast_id)).sources] == [1]


async def test_without_any_source_left_the_podcast_fails_in_words(harness: PodcastHarness) -> None:
    spec = await harness.spec(sources=(page(GONE), page(GONE + "/2")), skip_unreadable=True)
    progress = await failed(harness, spec)
    assert progress.error is not None
    assert progress.error.code == "no_usable_text"
    assert progress.error.message.count(GONE) == 2


async def test_a_single_source_is_never_left_out(harness: PodcastHarness) -> None:
    progress = await failed(harness, await harness.spec(sources=(page(GONE),), skip_unreadable=True))
    assert progress.error is not None
    assert progress.error.code == "source_not_found"


async def test_a_fault_of_this_installation_leaves_no_source_out(harness: PodcastHarness) -> None:
    harness.web.pages[GONE] = PermanentFault("artifact_missing", "A part is gone.")
    progress = await failed(harness, await spec_of(harness, page(GONE), skip_unreadable=True))
    assert progress.error is not None
    assert progress.error.code == "artifact_missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (HALF, "source_partly_read"),
        ({"doubt": Doubt(code="no_article", message="asks for consent", advice="Open it.")}, "no_article"),
    ],
)
async def test_a_doubtful_source_parks_before_anything_is_paid_and_goes_on_with_what_was_read(
    harness: PodcastHarness, change: dict[str, object], code: str
) -> None:
    harness.reader.changes["Bread"] = change
    spec = await harness.spec()
    handle = await harness.start(spec)
    parked = await harness.until(handle, lambda now: bool(now.attention))
    (item,) = parked.attention
    assert (parked.status, item.id, item.code, item.about) == (
        JobStatus.NEEDS_ATTENTION, "source-001", code, "source 1",
    )  # fmt: skip
    assert "Bread" in item.message and item.text.startswith("Bread rises")
    assert "Go on with what was read" in item.advice
    assert harness.writer.asked == [] and harness.speech.calls == []

    await harness.resume(handle)
    again = await harness.until(handle, lambda now: now.rev > parked.rev + 1 and bool(now.attention))
    assert again.attention[0].code == code, "trying again reads it again"

    await harness.resume(handle, ResumeChange(sources={1: SourceAnswer(accept=True)}))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    (warning,) = progress.warnings
    assert (warning.code, warning.source) == (code, 1)
    assert "Bread" in warning.message


async def test_a_parked_source_is_left_out_or_replaced(harness: PodcastHarness) -> None:
    other = "https://salt.example/other"
    harness.web.pages |= {GONE: TEXT, other: TEXT}
    harness.reader.changes |= {GONE: HALF, "Bread": HALF}
    spec = await spec_of(harness, page(GONE))
    handle = await harness.start(spec)
    await harness.until(handle, lambda now: len(now.attention) == 2)
    answers = {1: SourceAnswer(skip=True), 2: SourceAnswer(instead=page(other))}
    await harness.resume(handle, ResumeChange(sources=answers))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    (warning,) = progress.warnings
    assert (warning.code, warning.source) == ("source_left_out", 1)
    assert "chapter 2 (900 words)" in warning.message
    (source,) = (await corpus_of(harness, spec.podcast_id)).sources
    assert (source.index, source.title) == (2, other)


async def test_a_resume_with_skip_unreadable_leaves_out_what_is_parked(harness: PodcastHarness) -> None:
    harness.web.pages[GONE] = TEXT
    harness.reader.changes[GONE] = HALF
    spec = await spec_of(harness, page(GONE))
    handle = await harness.start(spec)
    await harness.until(handle, lambda now: bool(now.attention))
    await harness.resume(handle, ResumeChange(skip_unreadable=True))
    progress = await handle.result()
    assert [warning.code for warning in progress.warnings] == ["source_left_out"]


async def test_no_person_is_asked_about_a_source_beside_one_that_fails(harness: PodcastHarness) -> None:
    harness.reader.changes["Bread"] = HALF
    progress = await failed(harness, await spec_of(harness, page(GONE)))
    assert progress.error is not None
    assert progress.error.code == "source_not_found"
    assert (progress.warnings, progress.attention) == ((), ())


async def test_what_an_earlier_attempt_was_told_holds(harness: PodcastHarness) -> None:
    harness.reader.changes["Bread"] = HALF
    progress = await (await harness.start(await harness.spec(answers={1: SourceAnswer(accept=True)}))).result()
    assert [warning.code for warning in progress.warnings] == ["source_partly_read"]


async def test_a_little_that_is_left_out_is_a_warning(harness: PodcastHarness) -> None:
    parts = tuple(Omission(code="part", what=f"part {number}", words=number) for number in range(1, 8))
    harness.reader.changes["Bread"] = {"share": 0.83, "left_out": parts}
    progress = await (await harness.start(await harness.spec())).result()
    (warning,) = progress.warnings
    assert warning.message == (
        "“Bread” was read to 83 %; left out: part 7 (7 words), part 6 (6 words), part 5 (5 words), part 4 (4 words), "
        "part 3 (3 words) and 2 more."
    )
