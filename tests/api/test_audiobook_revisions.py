"""Chapters of a finished book are edited over HTTP, as its next version."""

from typing import Any

import pytest

from domain.artifacts.documents import Documents
from domain.audiobook.spec import Audiobook, ChapterMade, GivenBook
from domain.audiobook.state import BookDetails
from domain.combine.timeline import Timeline
from domain.jobs.progress import Attention, Progress
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from domain.script.corrections import SpeechChange
from domain.script.freezing import freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from tests.api.harness import ApiHarness
from tests.api.test_audiobooks import URL, read, refused, spec_of, submit


@pytest.fixture
async def ready(harness: ApiHarness) -> ApiHarness:
    await harness.announce()
    return harness


async def finished(harness: ApiHarness) -> str:
    """A book of one chapter of two passages, as its workflow leaves it."""
    job_id = str((await submit(harness))["job_id"])
    documents, spec = Documents(harness.artifacts), spec_of(harness)
    said = (DraftTurn(speaker="NARRATOR", text="Flour", flags=("heading",)), DraftTurn(speaker="NARRATOR", text="Mix."))
    draft = SegmentDraft(index=2, title="Flour", turns=said)
    segment = await documents.put(freeze_segment(draft, first_index=1, language="en", speakers=spec.speakers))
    sound = await harness.artifacts.put(b"a chapter", media_type="audio/mp4")
    timeline = await documents.put(Timeline(sample_rate=44_100, placed=(), total=44_100))
    made = ChapterMade(n=2, title="Flour", seconds=1.0, audio={"m4a": sound}, segment=segment, timeline=timeline)
    book = await read(harness)
    result = Audiobook(
        title="Bread",
        seconds=1.0,
        files={"Bread.m4b": sound},
        placed=(),
        chapters=(made,),
        book=book.book,
        language="en",
        speakers=spec.speakers,
    )
    progress = Progress(status=JobStatus.COMPLETED, title="Bread", details=BookDetails().model_dump(mode="json"))
    outcome = Outcome(
        status=JobStatus.COMPLETED,
        attempt=1,
        progress=progress,
        result=result.model_dump_json(),
        ended_at=harness.clock(),
    )
    await harness.catalog.jobs.end(job_id, outcome)
    return job_id


async def test_a_passage_of_a_finished_book_is_edited_as_its_next_version(ready: ApiHarness) -> None:
    job_id = await finished(ready)
    path = f"{URL}/{job_id}/chapters/2/script"
    shown = await ready.client.get(path)
    script, tag = shown.json(), {"If-Match": shown.headers["etag"]}
    assert [(each["id"], each["speaker"], each["text"]) for each in script["turns"]] == [
        ("t001", "NARRATOR", "Flour"),
        ("t002", "NARRATOR", "Mix."),
    ]
    assert (await ready.client.get(path, headers={"If-None-Match": tag["If-Match"]})).status_code == 304
    assert refused(await ready.client.put(path, json=script, headers=tag)) == (422, "unchanged")
    script["turns"][1] |= {"text": "Mix well.", "speaker": "ANNA"}
    script["speakers"] = [{"name": "ANNA", "voice": "anna"}]
    assert refused(await ready.client.put(path, json=script)) == (428, "if_match_required")
    assert refused(await ready.client.put(path, json=script, headers={"If-Match": '"x"'})) == (412, "stale")
    assert (await ready.client.put(path, json=[], headers={"If-Match": '"x"'})).status_code == 422
    answer = await ready.client.put(path, json=script, headers=tag)
    assert answer.status_code == 202, answer.text
    revision = answer.json()["revision"]
    assert (answer.json()["version"], revision["version"], revision["status"]) == (1, 2, "QUEUED")
    spec = spec_of(ready)
    assert (spec.job_id, spec.revises, spec.version) == (revision["job_id"], job_id, 2)
    assert [(each.name, each.voice) for each in spec.speakers] == [("NARRATOR", "ben"), ("ANNA", "anna")]
    assert spec.given is not None
    given = await Documents(ready.artifacts).read(spec.given, GivenBook)
    draft = await Documents(ready.artifacts).read(given.drafts[2], SegmentDraft)
    assert [(each.id, each.speaker, each.text, each.flags) for each in draft.turns] == [
        ("t001", "NARRATOR", "Flour", ("heading",)),
        ("t002", "ANNA", "Mix well.", ()),
    ]
    assert refused(await ready.client.put(path, json=script, headers=tag)) == (409, "revision_running")
    listed = (await ready.client.get(f"{URL}/{job_id}/versions")).json()["items"]
    assert [(each["version"], each["title"], each["serving"]) for each in listed] == [(1, "Bread", True)]
    assert refused(await ready.client.get(f"{URL}/{job_id}/chapters/3/script")) == (404, "chapter_not_made")
    assert (await ready.client.delete(f"{URL}/{job_id}")).status_code == 204
    assert revision["job_id"] in ready.engine.cancelled


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "Other"}, "read_only"),
        ({"speakers": [{"name": "Narrator", "voice": "anna"}]}, "name_taken"),
        ({"speakers": [{"name": "ANNA", "voice": "unheard"}]}, "voice_not_found"),
        ({"turns": [{"id": "t009", "segment": 1, "speaker": "NARRATOR", "text": "Mix."}]}, "unknown_turn"),
        ({"turns": [{"id": "t001", "segment": 1, "speaker": "ANNA", "text": "Mix."}]}, "unknown_speaker"),
    ],
)
async def test_an_edit_of_a_chapter_names_what_is_wrong_with_it(
    ready: ApiHarness, change: dict[str, Any], code: str
) -> None:
    path = f"{URL}/{await finished(ready)}/chapters/2/script"
    shown = await ready.client.get(path)
    answer = await ready.client.put(path, json=shown.json() | change, headers={"If-Match": shown.headers["etag"]})
    assert refused(answer) == (422, code)
    assert len(ready.engine.starts) == 1


async def test_a_resume_corrects_a_parked_passage_and_the_voices(ready: ApiHarness) -> None:
    job_id, item = str((await submit(ready))["job_id"]), "chapter-002/tts-003"
    parked = Attention(id=item, code="text_not_spoken", about="chapter 2, passage 3", message="We do not say that.")
    details = BookDetails(language="en").model_dump(mode="json")
    progress = Progress(
        status=JobStatus.NEEDS_ATTENTION, attention=(parked,), details=details, updated_at=ready.clock()
    )
    ready.engine.tell(job_id, progress)
    path = f"{URL}/{job_id}/resume"
    for wrong, code in (
        ({"turns": {"chapter-002/tts-004": "Milder."}}, "unknown_turn"),
        ({"turns": {item: "…"}}, "empty_turn"),
        ({"skip_turns": ["budget"]}, "unknown_turn"),
        ({"voices": {"HOST": "anna"}}, "unknown_speaker"),
        ({"voices": {"NARRATOR": "unheard"}}, "voice_not_found"),
    ):
        assert refused(await ready.client.post(path, json=wrong)) == (422, code)
    body = {"turns": {item: "Milder."}, "voices": {"NARRATOR": "anna"}, "budget_usd": 3}
    answer = await ready.client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    (order,) = ready.engine.resumed.values()
    assert order.change is not None
    change = await Documents(ready.artifacts).read(order.change, SpeechChange)
    assert (change.turns, change.budget_usd, [each.voice for each in change.speakers]) == (
        {item: "Milder."},
        3,
        ["anna"],
    )


async def test_a_revision_that_reached_its_budget_is_given_more(ready: ApiHarness) -> None:
    path = f"{URL}/{await finished(ready)}/chapters/2/script"
    shown = await ready.client.get(path)
    script = shown.json()
    script["turns"][1] |= {"text": "Mix well."}
    edited = await ready.client.put(path, json=script, headers={"If-Match": shown.headers["etag"]})
    revision = edited.json()["revision"]["job_id"]
    parked = Attention(id="budget", code="budget_reached", about="the budget", message="It would cost more.")
    details = BookDetails(language="en").model_dump(mode="json")
    ready.engine.tell(
        revision,
        Progress(status=JobStatus.NEEDS_ATTENTION, attention=(parked,), details=details, updated_at=ready.clock()),
    )
    answer = await ready.client.post(f"/api/v1/jobs/{revision}/resume", json={"budget_usd": 3})
    assert answer.status_code == 200, answer.text
    (order,) = ready.engine.resumed.values()
    assert order.change is not None
    assert (await Documents(ready.artifacts).read(order.change, SpeechChange)).budget_usd == 3
