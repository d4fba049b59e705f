"""Retention: how long unused objects stay, and what a sweep never touches."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from domain.artifacts.ledger import LedgerKind
from domain.value import Value

UNTOUCHED = timedelta(days=1)
"""Nothing younger is removed, whatever it is: it may be named soon. A whole podcast takes minutes."""

SPENDING_STAYS = timedelta(days=45)
"""Bills, claims and marks of calls: a podcast waits for a person for thirty days, and may be retried after that."""

ORPHAN_BLOBS = timedelta(days=2)
ABANDONED = timedelta(days=7)
"""Names of a submission that never became a row stay for as long as an idempotency key is stored."""

REFRESHED = timedelta(hours=12)
"""A blob that is put again when it is older than this is written again, so that it is young: half of UNTOUCHED."""


class Kind(StrEnum):
    """What is counted separately in a report."""

    PODCASTS = "podcasts"
    CLIPS = "clips"
    COMPLETIONS = "completions"
    TRANSCRIPTS = "transcripts"
    BLOBS = "blobs"
    NAMES = "names"
    SPENDING = "spending"
    STAGING = "staging"


LEDGERS: dict[str, Kind] = {
    LedgerKind.CLIP: Kind.CLIPS,
    LedgerKind.PIECE: Kind.CLIPS,
    LedgerKind.COMPLETION: Kind.COMPLETIONS,
    LedgerKind.RECOGNITION: Kind.TRANSCRIPTS,
    LedgerKind.EMBEDDINGS: Kind.COMPLETIONS,  # the index has them; these serve a job that is interrupted
}
"""Ledgers whose entries grow old; entries of all others stay."""


class Retention(Value):
    """In days. `podcasts`, jobs of every kind: 0 means for ever."""

    clips: int = 30
    completions: int = 30
    podcasts: int = 0

    def entries_before(self, kind: Kind, now: datetime) -> datetime:
        """Unused ledger entries that are older than this are removed."""
        if kind is Kind.TRANSCRIPTS:
            return now - UNTOUCHED  # what was said is private, and leaves with the job that asked
        return now - max(UNTOUCHED, timedelta(days=self.clips if kind is Kind.CLIPS else self.completions))

    def podcasts_before(self, now: datetime) -> datetime | None:
        return now - timedelta(days=self.podcasts) if self.podcasts else None

    def expires_at(self, ended_at: datetime, ttl_hours: object) -> datetime | None:
        """When a job is removed that ended then; `ttl_hours` is its own, if it has any. None: never."""
        lives = [timedelta(days=self.podcasts)] if self.podcasts else []
        if isinstance(ttl_hours, int) and ttl_hours > 0:
            lives.append(timedelta(hours=ttl_hours))
        return ended_at + min(lives) if lives else None


class Tally(Value):
    """`bytes` as stored; `oldest` is when the oldest was written."""

    count: int = 0
    bytes: int = 0
    oldest: datetime | None = None

    def plus(self, size: int, written: datetime | None) -> "Tally":
        dates = [each for each in (self.oldest, written) if each is not None]
        return Tally(count=self.count + 1, bytes=self.bytes + size, oldest=min(dates, default=None))


class SweepReport(Value):
    """What a sweep removed, or would remove.

    `strays`: jobs and files among the artifacts that the catalog does not know; they stay. `busy`: another sweep is
    under way, and nothing was done.
    """

    removed: dict[Kind, Tally] = Field(default_factory=dict)
    kept_blobs: int = 0
    restored: int = 0
    recorded: int = 0
    strays: int = 0
    dry_run: bool = False
    busy: bool = False
