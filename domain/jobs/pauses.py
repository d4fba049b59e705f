"""Pauses of a podcast, in which nothing is spoken: a person or a vendor is waited for. They are none of its pace."""

from datetime import datetime

from pydantic import BaseModel


class Pauses(BaseModel):
    """`since`: of the one that lasts; `seconds`: of those before it."""

    since: datetime | None = None
    seconds: float = 0.0

    def note(self, now: datetime, *, paused: bool) -> None:
        if paused:
            self.since = self.since or now
        elif self.since is not None:
            self.seconds, self.since = self.total(now), None

    def total(self, now: datetime) -> float:
        return self.seconds + ((now - self.since).total_seconds() if self.since is not None else 0.0)
