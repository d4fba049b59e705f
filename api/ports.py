"""What the API uses of the outside, as ports."""

from dataclasses import dataclass

from adapters.temporal.codec import JsonCodec
from api.services import Check
from domain.access import ApiKeys
from domain.artifacts.files import Files
from domain.artifacts.ports import Blobs, Names
from domain.audiobook.ports import BookOutlines
from domain.collections.embedding import QueryEmbedder, VectorIndex
from domain.collections.ports import Collections, PassageIndex
from domain.jobs.ports import Jobs, OpenJobs, UsageByDay
from domain.jobs.runs import Messages, Runs, Stalls
from domain.media.ports import MediaReader
from domain.profiles.ports import Profiles
from domain.retrieve.ports import DocumentReader, UrlGuard
from domain.tts.learned import LearnedRates
from domain.tts.ports import VoicePreviews
from domain.vendors.ports import Gates, Providers


@dataclass(frozen=True)
class Ports:
    """Everything outside this process that the API uses."""

    jobs: Jobs
    open_jobs: OpenJobs
    keys: ApiKeys
    usage: UsageByDay
    files: Files
    providers: Providers
    gates: Gates
    blobs: Blobs
    names: Names
    runs: Runs
    messages: Messages
    previews: VoicePreviews
    outlines: BookOutlines
    reader: DocumentReader
    media: MediaReader
    guard: UrlGuard
    collections: Collections
    passages: PassageIndex
    profiles: Profiles
    vectors: VectorIndex
    rates: LearnedRates
    checks: tuple[Check, ...]
    codec: JsonCodec | None = None
    queries: QueryEmbedder | None = None  # None: searches are by full text alone
    stalls: Stalls | None = None  # None: stalled runs are not looked for
