"""The API's composition root: settings in, application out."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from fastapi import FastAPI

from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import reach_catalog
from adapters.media.reader import FfmpegMediaReader
from adapters.readers.process import ProcessReader, detector
from adapters.settings import Settings, SettingsError
from adapters.stores import Stores, new_id, now
from adapters.subtitles.files import SubtitleFileAdapter
from adapters.subtitles.opening import CaptionedOpener
from adapters.temporal.client import connect
from adapters.temporal.codec import JsonCodec
from adapters.temporal.converter import codec
from adapters.temporal.messages import TemporalMessages
from adapters.temporal.outlines import TemporalOutlines
from adapters.temporal.previews import TemporalPreviews
from adapters.temporal.queries import TemporalQueries
from adapters.temporal.runs import TemporalRuns
from adapters.temporal.stalls import TemporalStalls
from adapters.web.guard import ResolvingGuard
from api.app import build_app
from api.health.stalls import StallWatch
from api.http.events import POLL_SECONDS, Watchers
from api.http.hosts import answered_hosts, origin_of, temporal_ui_of
from api.http.keyring import KeyRing
from api.http.links import Links
from api.http.metrics import Metrics
from api.ports import Ports
from api.services import Check, Services
from domain.artifacts.layout import READINESS
from domain.artifacts.ledger import Ledger
from domain.audiobook.correcting import AudiobookCorrections
from domain.audiobook.revising import BookRevisions
from domain.batch.archives import ArchiveOpener
from domain.batch.results import BatchResults
from domain.collections.records import RecordedCollections
from domain.errors import ArtifactsUnavailable, CatalogUnavailable
from domain.indexing.use_cases import collection_use_cases
from domain.jobs.revising import RevisionPorts
from domain.jobs.standing import StatusReader
from domain.jobs.use_cases import JobPorts, job_use_cases
from domain.kinds import KindPorts, known_kinds, late_spending
from domain.media.uploads import MediaOpener
from domain.podcast.amending import PodcastCorrections
from domain.podcast.reviewing import Reviews
from domain.podcast.revising import PodcastRevisions
from domain.podcast.samples import VoiceSamples
from domain.retrieve.uploads import DocumentOpener, Uploads
from domain.subtitles.choosing import SubtitlesCorrections
from domain.transcription.changing import TranscriptionCorrections
from domain.upkeep.retention import Retention

NO_RETENTION = Retention()

READER_MB = 800
"""A document that needs more has little text for its size; workers, which have it to themselves, allow more."""

WAITING_UPLOADS = 24
"""With two read at once for at most five seconds, the last of them waits a minute."""


def assemble(
    outside: Ports,
    *,
    keys: KeyRing,
    links: Links,
    maximum_upload_bytes: int,
    most_bytes_of_files: int | None = None,
    retention: Retention = NO_RETENTION,
    poll_seconds: float = POLL_SECONDS,
    clock: Callable[[], datetime] = now,
) -> Services:
    blobs, names, jobs, messages = outside.blobs, outside.names, outside.jobs, outside.messages
    ledger = Ledger(names)
    status = StatusReader(jobs=jobs, runs=outside.runs, messages=messages, clock=clock)
    kinds = known_kinds(
        KindPorts(
            jobs=jobs,
            files=outside.files,
            blobs=blobs,
            names=names,
            messages=messages,
            providers=outside.providers,
            profiles=outside.profiles,
            collections=outside.collections,
            passages=outside.passages,
            vectors=outside.vectors,
            rates=outside.rates,
            outlines=outside.outlines,
            subtitles=SubtitleFileAdapter(),
            guard=outside.guard,
            detect=detector(outside.reader),
            clock=clock,
        ),
        status=status,
    )
    podcasts, scripts, sources, indexing = kinds.podcasts, kinds.scripts, kinds.sources, kinds.indexing
    ports = JobPorts(
        jobs=jobs,
        open_jobs=outside.open_jobs,
        files=outside.files,
        blobs=blobs,
        names=names,
        runs=outside.runs,
        messages=messages,
        clock=clock,
        new_id=new_id,
        late=late_spending(blobs, names),
    )
    use_cases = job_use_cases(ports, kinds=kinds.all, status=status)
    revising = RevisionPorts(
        submissions=use_cases.submissions, jobs=jobs, versions=kinds.versions, clock=clock, new_id=new_id
    )
    return Services(
        keys=keys,
        key_rows=outside.keys,
        usage=outside.usage,
        codec=outside.codec,
        links=links,
        metrics=Metrics(),
        stalls=StallWatch(outside.stalls),
        jobs=jobs,
        files=outside.files,
        providers=outside.providers,
        gates=outside.gates,
        blobs=blobs,
        runs=outside.runs,
        use_cases=use_cases,
        podcasts=podcasts,
        transcriptions=kinds.transcriptions,
        subtitles=kinds.subtitles,
        subtitle_changes=SubtitlesCorrections(
            recognizers=kinds.recognizers, models=kinds.models, blobs=blobs, names=names
        ),
        changes=TranscriptionCorrections(choice=kinds.recognizers, blobs=blobs, names=names),
        corrections=PodcastCorrections(
            providers=outside.providers, blobs=blobs, names=names, scripts=scripts, sources=sources, clock=clock
        ),
        scripts=scripts,
        reviews=Reviews(blobs=blobs, messages=messages, status=status),
        revisions=PodcastRevisions(revising, kind=kinds.revisions, blobs=blobs, names=names),
        audiobooks=kinds.audiobooks,
        book_revisions=BookRevisions(
            revising, kind=kinds.book_revisions, providers=outside.providers, blobs=blobs, clock=clock
        ),
        book_corrections=AudiobookCorrections(providers=outside.providers, blobs=blobs, names=names, clock=clock),
        samples=VoiceSamples(
            providers=outside.providers, blobs=blobs, ledger=ledger, previews=outside.previews, clock=clock
        ),
        uploads=Uploads(
            files=outside.files,
            blobs=blobs,
            names=names,
            openers=[
                ArchiveOpener(),
                CaptionedOpener(
                    DocumentOpener(reader=outside.reader, detect=detector(outside.reader)), SubtitleFileAdapter()
                ),
                MediaOpener(outside.media),
            ],
            clock=clock,
            new_id=new_id,
            most_bytes=most_bytes_of_files,
        ),
        collections=collection_use_cases(
            indexing,
            use_cases.submissions,
            rows=outside.collections,
            index=outside.passages,
            vectors=outside.vectors,
            embedder=outside.queries,
            providers=outside.providers,
            blobs=blobs,
            names=names,
            clock=clock,
            new_id=new_id,
        ),
        batch_results=BatchResults(jobs=jobs, blobs=blobs, names=names, kinds=kinds.all),
        profiles=kinds.profiles,
        maximum_upload_bytes=maximum_upload_bytes,
        retention=retention,
        watchers=Watchers(jobs=jobs, status=status, poll_seconds=poll_seconds),
        checks=outside.checks,
        clock=clock,
    )


async def open_app(settings: Settings) -> tuple[FastAPI, Services, Callable[[], Awaitable[None]]]:
    """The application over the real adapters, and what closes them. Any of them may be away: its answers say so.

    Raises:
        SettingsError, InstallationMismatch, CatalogNotMigrated, ValueError: a person has to do something first.
    """
    payloads = codec(settings)
    key = settings.api_key.get_secret_value() if settings.api_key else None
    artifacts = ObstoreArtifacts(settings.artifacts_url)
    try:
        guard = ResolvingGuard(settings.fetch_allow)
    except ValueError as error:
        raise SettingsError(f"PODWRIGHT_FETCH_ALLOW: {error}") from error
    client = await connect(settings, lazy=True)
    catalog = reach_catalog(settings.database_url)
    engine = TemporalRuns(client)
    reader = ProcessReader(memory_mb=READER_MB, waiting=WAITING_UPLOADS)
    keys = KeyRing(key, keys=catalog.keys, ended=catalog.ended_sessions, names=artifacts)
    installation = Stores(artifacts, catalog).installation_check()
    try:
        with suppress(ArtifactsUnavailable, CatalogUnavailable):  # each request, and readiness, asks again
            await catalog.check()
            await keys.look()
            await installation.check()
        hosts = answered_hosts(settings, keys)
    except BaseException:
        await catalog.close()
        raise
    services = assemble(
        Ports(
            jobs=catalog.jobs,
            open_jobs=catalog.open_jobs,
            keys=catalog.keys,
            usage=catalog.usage,
            files=catalog.files,
            providers=catalog.providers,
            gates=catalog.gates,
            blobs=artifacts,
            names=artifacts,
            runs=engine,
            messages=TemporalMessages(client),
            previews=TemporalPreviews(client),
            outlines=TemporalOutlines(client),
            stalls=TemporalStalls(client),
            reader=reader,
            media=FfmpegMediaReader(waiting=WAITING_UPLOADS),
            guard=guard,
            collections=RecordedCollections(catalog.collections, artifacts),
            passages=catalog.passages,
            profiles=catalog.profiles,
            vectors=catalog.vectors,
            queries=TemporalQueries(client),
            rates=catalog.rates,
            checks=(
                Check("catalog", catalog.ping),
                Check("artifacts", lambda: artifacts.get(READINESS)),
                Check("deployment", installation.check),
            ),
            codec=JsonCodec(payloads) if payloads is not None else None,
        ),
        keys=keys,
        links=Links(
            keys, public_url=settings.public_url, temporal_ui=temporal_ui_of(settings), namespace=client.namespace
        ),
        maximum_upload_bytes=settings.max_upload_mb * 1_000_000,
        most_bytes_of_files=settings.max_files_gb * 10**9 or None,
        retention=settings.retention,
        poll_seconds=settings.events_seconds,
    )
    warming: list[asyncio.Task[object]] = []

    def warm() -> None:
        """The language model takes half a second: it is loaded before the first submission asks for it."""
        warming.append(asyncio.create_task(asyncio.to_thread(reader.language, "Which language is this written in?")))

    return (
        build_app(
            services,
            hosts=hosts,
            only_hosts=bool(settings.allowed_hosts.strip()),
            codec_origin=origin_of(temporal_ui_of(settings)),
            on_start=warm,
        ),
        services,
        catalog.close,
    )
