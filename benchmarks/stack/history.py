"""When each activity of a run was scheduled, started and done, read from Temporal's history."""

from dataclasses import dataclass

from temporalio.client import Client


@dataclass
class Activity:
    """Seconds since the epoch, by the server's clock. `started` is of the attempt that succeeded."""

    id: str
    scheduled: float
    started: float = 0.0
    done: float = 0.0
    attempts: int = 0


@dataclass(frozen=True)
class Run:
    began: float
    ended: float
    events: int
    activities: tuple[Activity, ...]

    def named(self, prefix: str) -> list[Activity]:
        found = [one for one in self.activities if one.id.startswith(prefix) and one.done]
        if not found:
            raise RuntimeError(f"no activity {prefix}… was completed")
        return found

    def span(self, prefix: str) -> float:
        """Seconds from the first one scheduled to the last one recorded."""
        found = self.named(prefix)
        return max(one.done for one in found) - min(one.scheduled for one in found)


async def read(address: str, workflow_id: str) -> Run:
    client = await Client.connect(address)
    found: dict[int, Activity] = {}
    began = ended = 0.0
    events = 0
    async for event in client.get_workflow_handle(workflow_id).fetch_history_events():
        at = event.event_time.ToNanoseconds() / 1e9
        events, ended = events + 1, at
        began = began or at
        if event.HasField("activity_task_scheduled_event_attributes"):
            found[event.event_id] = Activity(event.activity_task_scheduled_event_attributes.activity_id, at)
        elif event.HasField("activity_task_started_event_attributes"):
            started = event.activity_task_started_event_attributes
            one = found[started.scheduled_event_id]
            one.started, one.attempts = at, started.attempt
        elif event.HasField("activity_task_completed_event_attributes"):
            found[event.activity_task_completed_event_attributes.scheduled_event_id].done = at
    return Run(began, ended, events, tuple(found.values()))
