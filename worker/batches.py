"""What a batch needs to submit its jobs: the use cases of the API, over the worker's own ports."""

from datetime import UTC, datetime

from temporalio.client import Client

from activities.batch import BatchActivities
from activities.intake import Intake
from activities.runtime.artifacts import RetryingArtifacts
from adapters.catalog.catalog import Catalog
from adapters.media.reader import FfmpegMediaReader
from adapters.readers.process import ProcessReader, detector
from adapters.settings import Settings
from adapters.stores import new_id
from adapters.subtitles.files import SubtitleFileAdapter
from adapters.subtitles.opening import CaptionedOpener
from adapters.temporal.messages import TemporalMessages
from adapters.temporal.outlines import TemporalOutlines
from adapters.temporal.runs import TemporalRuns
from adapters.web.guard import ResolvingGuard
from domain.artifacts.documents import Documents
from domain.collections.records import RecordedCollections
from domain.jobs.standing import StatusReader
from domain.jobs.use_cases import JobPorts, job_use_cases
from domain.kinds import KindPorts, known_kinds, late_spending
from domain.media.uploads import MediaOpener
from domain.retrieve.uploads import DocumentOpener, Uploads


def batch_activities(
    settings: Settings, client: Client, *, artifacts: RetryingArtifacts, catalog: Catalog, reader: ProcessReader
) -> BatchActivities:
    runs, messages = TemporalRuns(client), TemporalMessages(client)
    status = StatusReader(jobs=catalog.jobs, runs=runs, messages=messages, clock=_clock)
    ports = KindPorts(
        jobs=catalog.jobs,
        files=catalog.files,
        blobs=artifacts,
        names=artifacts,
        messages=messages,
        providers=catalog.providers,
        profiles=catalog.profiles,
        collections=RecordedCollections(catalog.collections, artifacts),
        passages=catalog.passages,
        vectors=catalog.vectors,
        rates=catalog.rates,
        outlines=TemporalOutlines(client),
        subtitles=SubtitleFileAdapter(),
        guard=ResolvingGuard(settings.fetch_allow),
        detect=detector(reader),
        clock=_clock,
    )
    kinds = known_kinds(ports, status=status).all
    use_cases = job_use_cases(
        JobPorts(
            jobs=catalog.jobs,
            open_jobs=catalog.open_jobs,
            files=catalog.files,
            blobs=artifacts,
            names=artifacts,
            runs=runs,
            messages=messages,
            clock=_clock,
            new_id=new_id,
            late=late_spending(artifacts, artifacts),
        ),
        kinds=kinds,
        status=status,
    )
    return BatchActivities(
        kinds=kinds,
        jobs=catalog.jobs,
        submissions=use_cases.submissions,
        retries=use_cases.retries,
        stopping=use_cases.stopping,
        resumptions=use_cases.resumptions,
        status=status,
        documents=Documents(artifacts),
        intake=Intake(
            blobs=artifacts,
            uploads=Uploads(
                files=catalog.files,
                blobs=artifacts,
                names=artifacts,
                openers=[
                    CaptionedOpener(DocumentOpener(reader=reader, detect=detector(reader)), SubtitleFileAdapter()),
                    MediaOpener(FfmpegMediaReader()),
                ],
                clock=_clock,
                new_id=new_id,
                most_bytes=settings.max_files_gb * 10**9 or None,
            ),
            most_bytes=settings.max_upload_mb * 10**6,
        ),
    )


def _clock() -> datetime:
    return datetime.now(UTC)
