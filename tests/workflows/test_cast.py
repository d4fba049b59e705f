"""Podcasts of one to four speakers, and a lexicon, from the first order to the transcript."""

import pytest

from adapters.fake.speech import HOST
from domain.errors import ItemFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.podcast.result import Episode
from domain.podcast.spec import PodcastSpec
from domain.script.style import Style
from domain.tts.speaker import Role
from domain.tts.spoken.lexicon import Lexicon, Reading
from tests.workflows.harness import PodcastHarness


@pytest.mark.parametrize(
    "names",
    [("NARRATOR",), ("2", "🦊", "Zoë"), ("Host", "Ann", "Bob", "Cy")],
    ids=["one", "three", "four"],
)
@pytest.mark.parametrize("keeps_length", [False, True])
async def test_every_speaker_is_heard(harness: PodcastHarness, names: tuple[str, ...], keeps_length: bool) -> None:
    spec = await harness.spec()
    voice = spec.speakers[0]
    cast = tuple(
        voice.model_copy(
            update={
                "name": name,
                "role": Role.HOST if len(names) > 1 and at == 0 else Role.EXPERT,
                "voice": HOST,
                "speed": 1 + at / 10,
                "persona": "Dry.",
                "settings": (("stability", 0.5),) if at else (),
            }
        )
        for at, name in enumerate(names)
    )
    style = Style.DISCUSSION if len(names) > 1 else Style.NARRATIVE
    handle = await harness.start(
        spec.model_copy(update={"speakers": cast, "style": style, "keeps_length": keeps_length})
    )

    assert (await handle.result()).status is JobStatus.COMPLETED

    placed = harness.renderer.rendered[0].placed
    assert [each.speaker for each in placed] == [names[at % len(names)] for at in (0, 1, 2, 3)] * 2
    assert {call.settings for call in harness.speech.calls} == {(), (("stability", 0.5),)}.intersection(
        {each.settings for each in cast}
    )
    episode = Episode.model_validate_json((await harness.outcome(spec.podcast_id)).result)
    captions = (await harness.artifacts.read(episode.transcripts["vtt"])).decode()
    assert all(name in captions for name in names)


NAMES = ("Host", "Ann", "Bob", "Cy")


async def four(harness: PodcastHarness) -> PodcastSpec:
    """Of a writer that writes four segments at once, of whom Cy has no turn."""
    harness.writer.segments, harness.writer.mute = 4, ("Cy",)
    spec = await harness.spec()
    cast = tuple(
        spec.speakers[0].model_copy(update={"name": name, "role": Role.HOST if at == 0 else Role.EXPERT})
        for at, name in enumerate(NAMES)
    )
    writer = spec.writer.model_copy(update={"parallel": 4})
    return spec.model_copy(update={"speakers": cast, "style": Style.DISCUSSION, "writer": writer})


async def test_who_is_in_no_draft_is_asked_for_before_the_speech_goes_on(harness: PodcastHarness) -> None:
    handle = await harness.start(await four(harness))
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert harness.writer.asked.count("extension") == 1
    placed = harness.renderer.rendered[0].placed
    assert {each.speaker for each in placed} == set(NAMES)


async def test_who_stays_silent_parks_the_script_before_more_than_the_opening_is_paid(harness: PodcastHarness) -> None:
    harness.writer.deaf = True
    handle = await harness.start(await four(harness))
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    (shown,) = progress.attention
    assert (shown.id, shown.code) == ("script", "one_voice")
    assert "Cy has no turn" in shown.message
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "dd")
    assert len(harness.speech.calls) == 2
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert {each.speaker for each in harness.renderer.rendered[0].placed} == {"Host", "Ann", "Bob"}
    assert harness.writer.asked.count("extension") == 1


async def test_a_script_in_which_someone_is_silent_is_written_again(harness: PodcastHarness) -> None:
    harness.writer.deaf = True
    handle = await harness.start(await four(harness))
    await harness.until(handle, lambda progress: bool(progress.attention))
    harness.writer.mute = ()
    await harness.resume(handle, ResumeChange(rewrite=True))
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert {each.speaker for each in harness.renderer.rendered[0].placed} == set(NAMES)


async def test_a_lexicon_is_heard_and_not_seen(harness: PodcastHarness) -> None:
    lexicon = Lexicon(readings=(Reading(written="segment", spoken="chapter"), Reading(written="milder", spoken="soft")))
    ref = await harness.artifacts.put(lexicon.model_dump_json().encode(), media_type="application/json")
    harness.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="chapter 1 comes to its turn 2")
    handle = await harness.start(await harness.spec(lexicon=ref))
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "dadddddd")
    await harness.resume(handle, ResumeChange(turns={"t002": "Something milder."}))

    assert (await handle.result()).status is JobStatus.COMPLETED

    said = [call.text for call in harness.speech.calls]
    assert "Something soft." in said
    assert not [text for text in said if "egment" in text]
    written = [each.text for each in harness.renderer.rendered[0].placed]
    assert written[0].startswith("Segment 1")
    assert written[1] == "Something milder."
