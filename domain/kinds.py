"""The kinds of job of this version, put together once for all who submit: the API, and workers for batches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.artifacts.files import Files
from domain.artifacts.ports import Blobs, Names
from domain.audiobook.kind import AudiobookKind
from domain.audiobook.ports import BookOutlines
from domain.audiobook.revising import BookRevisionKind
from domain.audiobook.spec import AUDIOBOOK, BOOK_REVISION
from domain.batch.inputs import InputExpansion
from domain.batch.kind import BatchKind
from domain.captions.cues import SubtitleFiles
from domain.collections.corpora import CollectionCorpora
from domain.collections.embedding import VectorIndex
from domain.collections.ports import Collections, PassageIndex
from domain.conversion.kind import ConversionKind
from domain.indexing.kind import INDEXING, IndexingKind
from domain.jobs.kind import Kinds
from domain.jobs.late_bills import LateSpending, StoredBills
from domain.jobs.ports import Jobs
from domain.jobs.runs import Messages
from domain.jobs.standing import StatusReader
from domain.jobs.versions import Versions
from domain.podcast.bases import Bases
from domain.podcast.kind import PodcastKind
from domain.podcast.reading import ScriptReader
from domain.podcast.revising import REVISION, RevisionKind
from domain.podcast.spec import PODCAST
from domain.profiles.ports import Profiles
from domain.profiles.use_cases import ProfileBook
from domain.retrieve.ports import DetectLanguage, UrlGuard
from domain.retrieve.sources import Sources
from domain.script.late import LateSpeechSpending
from domain.subtitles.choosing import ModelChoice
from domain.subtitles.kind import SubtitlesKind
from domain.subtitles.spec import SUBTITLES
from domain.transcribe.choosing import RecognizerChoice
from domain.transcription.kind import TranscriptionKind
from domain.transcription.spec import TRANSCRIPTION
from domain.tts.learned import LearnedRates
from domain.vendors.ports import Providers


@dataclass(frozen=True, kw_only=True)
class KindPorts:
    """What the kinds need of the outside."""

    jobs: Jobs
    files: Files
    blobs: Blobs
    names: Names
    messages: Messages
    providers: Providers
    profiles: Profiles
    collections: Collections
    passages: PassageIndex
    vectors: VectorIndex
    rates: LearnedRates
    outlines: BookOutlines
    subtitles: SubtitleFiles
    guard: UrlGuard
    detect: DetectLanguage
    clock: Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class KnownKinds:
    """`all` of them, and what of their parts other use cases need."""

    all: Kinds
    podcasts: PodcastKind
    audiobooks: AudiobookKind
    transcriptions: TranscriptionKind
    subtitles: SubtitlesKind
    recognizers: RecognizerChoice
    models: ModelChoice
    revisions: RevisionKind
    book_revisions: BookRevisionKind
    indexing: IndexingKind
    sources: Sources
    scripts: ScriptReader
    profiles: ProfileBook
    versions: Versions


def known_kinds(ports: KindPorts, *, status: StatusReader) -> KnownKinds:
    jobs, blobs, names, providers, clock = ports.jobs, ports.blobs, ports.names, ports.providers, ports.clock
    corpora = CollectionCorpora(collections=ports.collections, index=ports.passages, vectors=ports.vectors)
    sources = Sources(files=ports.files, names=names, guard=ports.guard, detect=ports.detect, collections=corpora)
    scripts = ScriptReader(blobs=blobs, names=names, messages=ports.messages)
    profiles = ProfileBook(profiles=ports.profiles, providers=providers, names=names, clock=clock)
    versions = Versions(jobs=jobs, names=names)
    podcasts = PodcastKind(
        sources=sources,
        profiles=profiles,
        providers=providers,
        blobs=blobs,
        names=names,
        clock=clock,
        bases=Bases(jobs=jobs, blobs=blobs, names=names, status=status, scripts=scripts),
        rates=ports.rates,
    )
    revisions = RevisionKind(jobs=jobs, blobs=blobs, names=names, versions=versions)
    indexing = IndexingKind(sources=sources, collections=ports.collections, providers=providers, clock=clock)
    audiobooks = AudiobookKind(
        sources=sources, providers=providers, outlines=ports.outlines, blobs=blobs, names=names, clock=clock
    )
    book_revisions = BookRevisionKind(jobs=jobs, blobs=blobs, names=names, versions=versions)
    recognizers = RecognizerChoice(providers=providers, clock=clock)
    transcriptions = TranscriptionKind(sources=sources, choice=recognizers, blobs=blobs, names=names)
    models = ModelChoice(providers=providers, clock=clock)
    subtitles = SubtitlesKind(
        sources=sources, recognizers=recognizers, models=models, files=ports.subtitles, blobs=blobs, names=names
    )
    of_one = Kinds([podcasts, audiobooks, transcriptions, subtitles, ConversionKind(sources=sources, names=names)])
    expansion = InputExpansion(files=ports.files, blobs=blobs, collections=ports.collections)
    batches = BatchKind(kinds=of_one, expansion=expansion, jobs=jobs)
    return KnownKinds(
        all=Kinds([*of_one, revisions, book_revisions, indexing, batches]),
        podcasts=podcasts,
        audiobooks=audiobooks,
        transcriptions=transcriptions,
        subtitles=subtitles,
        recognizers=recognizers,
        models=models,
        revisions=revisions,
        book_revisions=book_revisions,
        indexing=indexing,
        sources=sources,
        scripts=scripts,
        profiles=profiles,
        versions=versions,
    )


def late_spending(blobs: Blobs, names: Names) -> dict[str, LateSpending]:
    """Of each kind whose jobs spend money."""
    speech = LateSpeechSpending(blobs=blobs, names=names)
    bills = StoredBills(names)
    return {
        PODCAST: speech,
        REVISION: speech,
        AUDIOBOOK: speech,
        BOOK_REVISION: speech,
        INDEXING: bills,
        TRANSCRIPTION: bills,
        SUBTITLES: bills,
    }
