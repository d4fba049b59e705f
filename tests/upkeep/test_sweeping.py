"""What a sweep removes, and what it leaves."""

from domain.artifacts.files import StoredFile
from domain.artifacts.layout import TOMBSTONES, ledger_name
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.jobs.records import write_tombstone
from domain.jobs.specs import store_spec
from domain.jobs.status import JobStatus
from domain.money import Bill
from domain.podcast.given import GivenScript, GivenSource
from domain.podcast.spec import PodcastSpec
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceRef, SourceSummary, SourceType
from domain.script.model import DraftTurn, Outline, SegmentDraft, Writer
from domain.script.ports import Completion
from domain.upkeep.retention import Kind, Retention, SweepReport
from domain.value import Value
from tests.upkeep.harness import UpkeepHarness


def counts(report: SweepReport) -> dict[Kind, int]:
    return {kind: tally.count for kind, tally in report.removed.items()}


async def test_a_living_podcast_keeps_everything_for_ever(harness: UpkeepHarness) -> None:
    _, frozen, episode = await harness.podcast("Bread rises.", "Yeast breathes.")
    harness.clock.pass_by(days=400)
    report = await harness.sweep()
    assert counts(report) == {}
    assert await harness.whole(episode)
    assert await harness.clips_of(frozen) == [True, True]


async def test_what_a_deleted_podcast_left_goes_when_it_is_old_enough(harness: UpkeepHarness) -> None:
    job, frozen, episode = await harness.podcast("Bread rises.")
    _, other, other_episode = await harness.podcast("Yeast breathes.")
    await write_tombstone(harness.artifacts, job.id, owner=job.owner)
    await harness.catalog.jobs.delete(job.id)
    assert counts(await harness.sweep()) == {}, "nothing younger than a day is touched"
    harness.clock.pass_by(days=3)
    assert counts(await harness.sweep())[Kind.NAMES] >= 3
    assert not await harness.whole(episode)
    assert await harness.clips_of(frozen) == [True], "clips of a deleted podcast wait for others to use them"
    harness.clock.pass_by(days=28)
    report = await harness.sweep()
    assert counts(report) == {Kind.CLIPS: 1, Kind.BLOBS: 1}
    assert await harness.clips_of(frozen) == [False]
    assert await harness.clips_of(other) == [True]
    assert await harness.whole(other_episode)
    assert await harness.artifacts.list("podcasts/" + job.id) == []


async def test_a_dry_run_says_the_same_and_touches_nothing(harness: UpkeepHarness) -> None:
    job, frozen, _ = await harness.podcast("Bread rises.")
    await write_tombstone(harness.artifacts, job.id, owner=job.owner)
    await harness.catalog.jobs.delete(job.id)
    await Ledger(harness.artifacts).mark(LedgerKind.CLIP, frozen.turns[0].key, "a caller")
    harness.clock.pass_by(days=31)
    before = sorted(harness.folder.rglob("*"))
    dry = await harness.sweep(dry_run=True)
    assert sorted(harness.folder.rglob("*")) == before
    wet = await harness.sweep()
    assert counts(dry) == counts(wet)
    assert dry.removed[Kind.BLOBS].bytes == wet.removed[Kind.BLOBS].bytes > 0


async def test_a_clip_that_two_podcasts_share_stays_with_the_other(harness: UpkeepHarness) -> None:
    job, frozen, _ = await harness.podcast("Bread rises.")
    _, same, episode = await harness.podcast("Bread rises.")
    assert same.turns[0].key == frozen.turns[0].key
    await write_tombstone(harness.artifacts, job.id, owner=job.owner)
    await harness.catalog.jobs.delete(job.id)
    harness.clock.pass_by(days=90)
    await harness.sweep()
    assert await harness.clips_of(same) == [True]
    assert await harness.whole(episode)


async def test_a_podcast_being_made_keeps_what_it_froze_and_what_it_adopted(harness: UpkeepHarness) -> None:
    frozen = await harness.segment("Bread rises.", "Yeast breathes.")
    await harness.speak(frozen)  # of a podcast long gone
    harness.clock.pass_by(days=60)
    job = await harness.submit()
    await harness.use(job.id, frozen)
    harness.clock.pass_by(days=25)  # it is parked
    await harness.sweep()
    assert await harness.clips_of(frozen) == [True, True]


async def test_what_is_younger_than_the_oldest_running_podcast_stays(harness: UpkeepHarness) -> None:
    await harness.submit()
    unnamed = await harness.artifacts.put(b"in the history of the run alone", media_type="text/plain")
    frozen = await harness.segment("Bread rises.")
    await harness.speak(frozen)
    harness.clock.pass_by(days=29)
    harness.retention = Retention(clips=5)
    await harness.sweep()
    assert await harness.artifacts.exists(unnamed)
    assert await harness.clips_of(frozen) == [True]


async def test_pieces_of_a_long_turn_stay_while_it_is_used(harness: UpkeepHarness) -> None:
    frozen = await harness.segment("Bread rises because yeast breathes. " * 6, maximum=80)
    keys = [piece.key for piece in frozen.turns[0].pieces]
    assert len(keys) > 1
    ledger = Ledger(harness.artifacts)
    for key in keys:
        await ledger.keep(LedgerKind.PIECE, key, Value())
    await ledger.keep(LedgerKind.PIECE, "0" * 64, Value())
    await harness.use((await harness.submit()).id, frozen)
    harness.clock.pass_by(days=60)
    harness.catalog.live_jobs.oldest_open = nothing_open  # type: ignore[method-assign]  # the floor would hide what is tested
    assert counts(await harness.sweep())[Kind.CLIPS] == 1
    assert all([await ledger.find(LedgerKind.PIECE, key, Value) for key in keys])


async def nothing_open() -> None:
    return None


async def test_completions_and_marks_of_calls_grow_old(harness: UpkeepHarness) -> None:
    ledger, newer = Ledger(harness.artifacts), ledger_name("something-newer", "b" * 64)
    await ledger.keep(LedgerKind.COMPLETION, "a" * 64, Completion(text="Bread"))
    await harness.artifacts.create(newer, b"{}")
    await ledger.mark(LedgerKind.CLIP, "c" * 64, "a caller")
    await ledger.bill("a-scheduling", 1, Bill(characters=7))
    harness.clock.pass_by(days=31)
    assert counts(await harness.sweep()) == {Kind.COMPLETIONS: 1}, "a podcast may be parked as long"
    assert await ledger.bills("a-scheduling", other_than=set()) == [Bill(characters=7)]
    harness.clock.pass_by(days=15)
    assert counts(await harness.sweep()) == {Kind.SPENDING: 2}
    assert await harness.artifacts.get(newer) is not None, "a ledger of a newer version is left alone"


async def test_uploaded_files_live_by_their_row(harness: UpkeepHarness) -> None:
    kept = await harness.artifacts.put(b"kept", media_type="text/plain")
    gone = await harness.artifacts.put(b"gone", media_type="text/plain")
    file = StoredFile(file_id="f1", owner="ann", name="a.txt", media_type="text/plain", size=4, sha256=kept.sha256,
                      created_at=harness.clock())  # fmt: skip
    await harness.catalog.files.add(file)
    for each in ("f1", "f2"):
        await harness.artifacts.create(f"files/{each}/facts", b"{}")
    harness.clock.pass_by(days=3)
    assert counts(await harness.sweep()) == {Kind.NAMES: 1, Kind.BLOBS: 1}
    assert await harness.artifacts.exists(kept)
    assert not await harness.artifacts.exists(gone)
    assert await harness.artifacts.list("files") == ["files/f1/facts"]


async def test_a_podcast_that_the_catalog_does_not_know_stays_and_is_reported(harness: UpkeepHarness) -> None:
    job, frozen, episode = await harness.podcast("Bread rises.")
    await harness.catalog.jobs.delete(job.id)
    await forget_tombstone(harness, job.id)
    await harness.artifacts.create("podcasts/never-a-row/v1/a1/spec", b"{}")
    harness.clock.pass_by(days=60)
    report = await harness.sweep()
    assert (report.strays, counts(report)) == (1, {Kind.NAMES: 1})
    assert await harness.whole(episode)
    assert await harness.clips_of(frozen) == [True]


async def forget_tombstone(harness: UpkeepHarness, job_id: str) -> None:
    """As a catalog from before the podcast has none."""
    from sqlalchemy import delete

    from adapters.catalog.tables import tombstones

    async with harness.catalog._database.write() as connection:
        await connection.execute(delete(tombstones).where(tombstones.c.job_id == job_id))


async def test_old_podcasts_are_removed_only_when_asked_for(harness: UpkeepHarness) -> None:
    old, _, episode = await harness.podcast("Bread rises.")
    failed = await harness.submit()
    await harness.finish(failed, status=JobStatus.FAILED)
    harness.clock.pass_by(days=100)
    young, *_ = await harness.podcast("Yeast breathes.")
    harness.retention = Retention(podcasts=90)
    report = await harness.sweep()
    assert counts(report)[Kind.PODCASTS] == 2
    assert await harness.catalog.jobs.get(old.id) is None
    assert await harness.catalog.jobs.get(young.id) is not None
    assert not await harness.whole(episode)
    assert set(await harness.artifacts.list(TOMBSTONES)) == {f"{TOMBSTONES}/{old.id}", f"{TOMBSTONES}/{failed.id}"}


async def test_a_deletion_that_was_interrupted_is_finished(harness: UpkeepHarness) -> None:
    job, _, episode = await harness.podcast("Bread rises.")
    await write_tombstone(harness.artifacts, job.id, owner=job.owner)
    harness.clock.pass_by(days=3)
    assert counts(await harness.sweep())[Kind.PODCASTS] == 1
    assert await harness.catalog.jobs.get(job.id) is None
    assert not await harness.whole(episode)


async def test_bytes_that_are_put_again_become_young(harness: UpkeepHarness) -> None:
    ref = await harness.artifacts.put(b"the same again", media_type="text/plain")
    harness.age(days=40)
    assert await harness.artifacts.put(b"the same again", media_type="text/plain") == ref
    report = await harness.sweep()
    assert counts(report) == {}
    assert await harness.artifacts.exists(ref)


async def test_half_written_files_of_a_killed_process_go(harness: UpkeepHarness) -> None:
    await harness.artifacts.put(b"whole", media_type="text/plain")
    left = harness.folder / "blobs" / ("a" * 64 + "#1")
    left.write_bytes(b"half")
    harness.age(days=0.5)
    assert counts(await harness.sweep()) == {}
    harness.age(days=1.5)
    assert counts(await harness.sweep()) == {Kind.STAGING: 1}
    assert not left.exists()


async def test_records_that_a_crash_left_unwritten_are_made_up(harness: UpkeepHarness) -> None:
    job, _, _ = await harness.podcast("Bread rises.")
    for name in await harness.artifacts.list(f"podcasts/{job.id}"):
        if "/record/" in name or name.endswith("/job"):
            await harness.artifacts.delete(name)
    assert (await harness.sweep()).recorded == 1
    assert (await harness.sweep()).recorded == 0
    assert await harness.artifacts.list(f"podcasts/{job.id}/record") == [f"podcasts/{job.id}/record/a1-r000007"]


async def test_a_podcast_from_before_uses_were_named_keeps_its_clips(harness: UpkeepHarness) -> None:
    """Its outcome tells the segments."""
    job, frozen, _ = await harness.podcast("Bread rises.")
    for name in await harness.artifacts.list(f"podcasts/{job.id}/uses"):
        await harness.artifacts.delete(name)
    harness.clock.pass_by(days=60)
    await harness.sweep()
    assert await harness.clips_of(frozen) == [True]


async def test_what_a_podcast_took_from_another_stays_when_that_is_deleted(harness: UpkeepHarness) -> None:
    """Script and sources are named by its spec alone until it is spoken."""
    first, _, _ = await harness.podcast("Bread rises.")
    block = Block(kind=BlockKind.PARAGRAPH, text="Yeast breathes.")
    summary = SourceSummary(index=1, title="Bread")
    corpus = Corpus(sources=(summary,), passages=(Passage(id="s1-p1", source=1, blocks=(block,)),))
    read, chosen = await harness.put(corpus), await harness.put(corpus.model_copy(update={"language": "de"}))
    outline = await harness.put(Outline(title="Bread", segments=()))
    draft = await harness.put(SegmentDraft(index=0, title="Bread", turns=(DraftTurn(speaker="HOST", text="Yeast."),)))
    for name, ref in (("passages", read), ("chosen", chosen), ("outline", outline), ("draft", draft)):
        await harness.name(f"podcasts/{first.id}/steps/{name}-1", ref)
    second = await harness.submit()
    spec = PodcastSpec(
        podcast_id=second.id,
        sources=(SourceRef(type=SourceType.URL, url="https://bread.example"),),
        minutes=1,
        speakers=(),
        writer=Writer(vendor="local", model="", input_tokens=1),
        read=(GivenSource(summary=summary, passages=read),),
        given=GivenScript(title="Bread", language="en", outline=outline, corpus=chosen, drafts=(draft,)),
    )
    await store_spec(harness.artifacts, harness.artifacts, second.id, spec)
    await harness.finish(second, status=JobStatus.FAILED)
    await write_tombstone(harness.artifacts, first.id, owner=first.owner)
    await harness.catalog.jobs.delete(first.id)
    harness.clock.pass_by(days=400)
    report = await harness.sweep()
    assert counts(report)[Kind.BLOBS] > 0
    assert [await harness.artifacts.exists(ref) for ref in (read, chosen, outline, draft)] == [True] * 4
