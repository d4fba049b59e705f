"""Podcasts from other podcasts: what was spoken is not paid for again, and what was read is not read again."""

from domain.artifacts.documents import Documents
from domain.jobs.removing import remove_job
from domain.jobs.status import JobStatus
from domain.podcast.based_on import Reuse
from domain.podcast.details import details_of
from domain.podcast.result import Episode
from domain.podcast.spec import PodcastSpec
from domain.retrieve.source import SourceRef, SourceType
from domain.script.document import ScriptDocument
from tests.workflows.again import again, resolved
from tests.workflows.edits import approve
from tests.workflows.harness import TEXT, PodcastHarness

URL = "https://bread.example/rising"


async def finished(harness: PodcastHarness, **changes: object) -> PodcastSpec:
    """A podcast from the web."""
    harness.web.pages[URL] = TEXT
    source = SourceRef(type=SourceType.URL, name="bread.example", url=URL)
    spec = await harness.spec(sources=(source,), **changes)
    assert (await (await harness.start(spec)).result()).status is JobStatus.COMPLETED
    return spec


async def delete(harness: PodcastHarness, spec: PodcastSpec) -> None:
    await remove_job(spec.podcast_id, owner="local", kind="podcast", jobs=harness.catalog.jobs, names=harness.artifacts)


async def script_of(harness: PodcastHarness, podcast_id: str) -> ScriptDocument:
    episode = Episode.model_validate_json((await harness.outcome(podcast_id)).result)
    return await Documents(harness.artifacts).read(episode.script, ScriptDocument)


async def test_the_same_script_in_another_voice_pays_for_that_voice_alone(harness: PodcastHarness) -> None:
    first = await finished(harness)
    before, written = len(harness.speech.calls), len(harness.writer.asked)
    speakers = [{"name": "HOST", "speed": 1.25}, {"name": "EXPERT"}]
    told = (await resolved(harness, first.podcast_id, Reuse.SCRIPT, name="x", speakers=speakers)).estimate
    spec = await again(harness, first.podcast_id, Reuse.SCRIPT, name=f"{first.podcast_id}-v", speakers=speakers)
    await delete(harness, first)
    progress = await (await harness.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    said = harness.speech.calls[before:]
    assert {call.speed for call in said} == {1.25}, "the host's turns, and no other"
    assert len(harness.writer.asked) == written and harness.web.fetched == [URL]
    usage = progress.usage
    assert usage.tts_characters == sum(len(call.text) for call in said) > 0
    assert (usage.tts_characters_reused, usage.llm_input_tokens) == (told.characters_reused, 0)
    assert told.characters == usage.tts_characters + usage.tts_characters_reused
    assert told.minutes > 0


async def test_the_same_script_in_the_same_voices_costs_nothing(harness: PodcastHarness) -> None:
    first = await finished(harness)
    before = len(harness.speech.calls)
    spec = await again(harness, first.podcast_id, Reuse.SCRIPT, name=f"{first.podcast_id}-s", title="Again")
    progress = await (await harness.start(spec)).result()
    assert (progress.status, progress.title) == (JobStatus.COMPLETED, "Again")
    assert (len(harness.speech.calls) - before, progress.usage.tts_characters, progress.usage.cost_usd) == (0, 0, 0)
    old, new = await script_of(harness, first.podcast_id), await script_of(harness, spec.podcast_id)
    assert [(each.id, each.text, each.citations) for each in new.turns] == [
        (each.id, each.text, each.citations) for each in old.turns
    ]
    assert (new.title, new.passages) == ("Again", old.passages)


async def test_a_kept_script_can_be_reviewed(harness: PodcastHarness) -> None:
    first = await finished(harness)
    spec = await again(harness, first.podcast_id, Reuse.SCRIPT, name=f"{first.podcast_id}-r", review=True)
    handle = await harness.start(spec)
    progress = await harness.until(handle, lambda progress: progress.status is JobStatus.AWAITING_REVIEW)
    assert details_of(progress).review is not None
    await approve(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED


async def test_other_names_speak_the_same_words(harness: PodcastHarness) -> None:
    first = await finished(harness)
    names = [{"name": "Zoë", "role": "expert"}, {"name": "Ann", "role": "host"}]
    spec = await again(harness, first.podcast_id, Reuse.SCRIPT, name=f"{first.podcast_id}-n", speakers=names)
    assert (await (await harness.start(spec)).result()).usage.tts_characters == 0, "the voices are the same"
    script = await script_of(harness, spec.podcast_id)
    assert {each.speaker for each in script.turns} == {"Zoë", "Ann"}
    assert script.turns[0].speaker == "Ann"


async def test_other_scripts_come_from_what_was_read(harness: PodcastHarness) -> None:
    """The page is gone, and so is the podcast."""
    first = await finished(harness)
    spec = await again(harness, first.podcast_id, Reuse.SOURCES, name=f"{first.podcast_id}-f", duration_minutes=0.5)
    await delete(harness, first)
    harness.web.pages.clear()
    harness.writer.turns = 2
    handle = await harness.start(spec.model_copy(update={"keeps_length": False, "minutes": first.minutes / 2}))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert harness.web.fetched == [URL], "neither fetched nor read again"
    assert len((await script_of(harness, spec.podcast_id)).turns) == 4
    assert [each.summary.words for each in details_of(progress).sources] == [spec.read[0].summary.words]


async def test_a_podcast_from_before_knows_the_passages_that_were_chosen(harness: PodcastHarness) -> None:
    first = await finished(harness)
    record = await harness.catalog.jobs.get(first.podcast_id)
    assert record is not None and record.outcome is not None
    details = details_of(record.outcome.progress).model_copy(update={"sources": ()})
    progress = record.outcome.progress.model_copy(update={"details": details.model_dump(mode="json"), "rev": 9_999})
    later = record.outcome.model_copy(update={"progress": progress, "run_id": "older"})
    assert await harness.catalog.jobs.end(first.podcast_id, later)
    spec = await again(harness, first.podcast_id, Reuse.SOURCES, name=f"{first.podcast_id}-o")
    assert [each.passages for each in spec.read] == [details.corpus]
    assert (await (await harness.start(spec)).result()).status is JobStatus.COMPLETED
    assert harness.web.fetched == [URL]
