"""Every name a job has in Temporal, given in this one place. Runs under way carry them, so a name never changes."""

from domain.vendors.declarations import ProviderRole

# -- task queues: one per resource, so that a vendor can be slowed or closed without touching a workflow ---------------

JOBS_QUEUE = "podcasts"
"""Workflows of every kind, and light I/O."""

MEDIA_QUEUE = "media"
"""Rendering of what was spoken: processor and disk."""

CONVERSION_QUEUE = "media-conversion"
"""Conversions, which may take hours of a processor: episodes do not wait behind them."""


def vendor_queue(role: ProviderRole, vendor: str) -> str:
    """The queue of one vendor in one role: `llm-<vendor>`, `tts-<vendor>`."""
    return f"{role.word}-{vendor}"


# -- workflows ---------------------------------------------------------------------------------------------------------

WORKFLOWS = {
    "podcast": "PodcastWorkflow",
    "revision": "PodcastWorkflow",
    "conversion": "ConversionWorkflow",
    "indexing": "IndexingWorkflow",
    "audiobook": "AudiobookWorkflow",
    "book_revision": "AudiobookWorkflow",
    "transcription": "TranscriptionWorkflow",
    "subtitles": "SubtitlesWorkflow",
    "batch": "BatchWorkflow",
}
"""Each kind of job and the workflow that runs it."""

WAITING_KINDS = ("batch",)
"""Jobs of these kinds only wait for those that they submitted, so they count towards no limit of running jobs."""

CHAPTER_WORKFLOW = "ChapterWorkflow"
"""A child of an audiobook."""

BOOK_OUTLINE_WORKFLOW = "BookOutlineWorkflow"
PREVIEW_WORKFLOW = "VoicePreviewWorkflow"
QUERY_WORKFLOW = "QueryWorkflow"
SETTLE_WORKFLOW = "SettleWorkflow"
SWEEP_WORKFLOW = "SweepWorkflow"

SETTLE_SCHEDULE = "podwright-settle"
SWEEP_SCHEDULE = "podwright-sweep"

# -- what every job answers --------------------------------------------------------------------------------------------

PROGRESS_MEMO = "progress"
PROGRESS_QUERY = "progress"
RESUME_UPDATE = "resume"

# -- search attributes: at most six keywords, opaque values only, since they are never encrypted -----------------------

KIND = "PodwrightKind"
STATUS = "PodwrightStatus"
STEP = "PodwrightStep"

ATTRIBUTES = (KIND, STATUS, STEP)
"""A run that was started without them goes on without them."""
