"""The figures of a run in Markdown, and whether it was good."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.durability.backlog.run import Outcome, Sample
from tests.durability.chaos import bill
from tests.durability.chaos.rule import same

ROWS = 12
"""Of the table over time, at most."""

_PROCESSES = {"temporal": "Temporal server", "api": "API", "worker": "worker"}


@dataclass(frozen=True)
class Report:
    lines: list[str]
    good: bool


def report(outcome: Outcome, ledger: Path, *, troubles: Sequence[str]) -> Report:
    """`troubles`: what is wrong with those that were listened to."""
    every = bill.calls(ledger)
    again = [group for group in same(call for call in every if call.billed) if len(group) > 1]
    completed = [made for made in outcome.made if made.status == "COMPLETED"]
    lost = [made for made in outcome.made if made.status != "COMPLETED"]
    unsent = outcome.wanted - len(outcome.ids)
    missing = set(outcome.ids.values()) - {made.podcast_id for made in outcome.made}
    twice = len(outcome.made) - len(set(outcome.ids.values()))
    turns = sum(made.step_details.total_turns or 0 for made in completed)
    refused = ", ".join(f"{count} × {what}" for what, count in outcome.refused.most_common()) or "none"
    latencies = sorted(outcome.latencies) or [0.0]
    listing = sorted(sample.listing for sample in outcome.samples)
    figures = {
        "submitted": f"{len(outcome.ids)} in {outcome.submitted_in:.1f} s "
        f"({len(outcome.ids) / max(outcome.submitted_in, 0.001):.1f} a second), {unsent} failed",
        "a submission: median, 99 %, longest": f"{_at(latencies, 0.5):.3f}, {_at(latencies, 0.99):.3f}, "
        f"{latencies[-1]:.3f} s",
        "submissions that had to be repeated": refused,
        "completed; failed or lost; made twice": f"{len(completed)}; {len(lost) + len(missing)}; {max(0, twice)}",
        "time to the last one": f"{outcome.took:.0f} s ({outcome.took / max(1, len(completed)):.2f} s a podcast)",
        "turns; speech calls paid; paid more than once": f"{turns}; {len(bill.paid(every, 'speech'))}; {len(again)}",
        "longest wait in line": f"{max((sample.oldest for sample in outcome.samples), default=0):.0f} s",
        "a page of the list: median, longest": f"{_at(listing, 0.5):.3f}, {listing[-1]:.3f} s",
        **{f"{words}: processor, memory at most": _taken(outcome.samples, name) for name, words in _PROCESSES.items()},
    }
    wrong = [
        *[f"- {made.podcast_id}: {made.status} {made.error or made.attention or ''}" for made in lost[:20]],
        *[f"- {podcast} is not in the list" for podcast in sorted(missing)[:20]],
        *[f"- paid {len(group)} times: {group[0].text[:60]!r}" for group in again[:20]],
        *[f"- {trouble}" for trouble in troubles],
    ]
    lines = ["| | |", "|---|---|", *[f"| {name} | {figure} |" for name, figure in figures.items()], ""]
    return Report([*lines, *_over_time(outcome.samples), "", *wrong], not (wrong or unsent or twice))


def _at(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _taken(samples: Sequence[Sample], name: str) -> str:
    """Processor time over the whole run, in cores, and resident memory."""
    with_it = [sample for sample in samples if name in sample.usage]
    if len(with_it) < 2:
        return "not seen"
    first, last = with_it[0], with_it[-1]
    cores = (last.usage[name].seconds - first.usage[name].seconds) / max(0.001, last.at - first.at)
    return f"{cores:.2f} cores, {max(sample.usage[name].memory for sample in with_it):.0f} MB"


def _over_time(samples: Sequence[Sample]) -> list[str]:
    step = max(1, -(-len(samples) // ROWS))
    chosen = [*samples[::step], *(samples[-1:] if (len(samples) - 1) % step else [])]
    rows = [
        "| after | finished | in line: workflows, light, llm, tts, media | oldest in line | server | API | worker |",
        "|---|---|---|---|---|---|---|",
    ]
    for before, now in pairwise([None, *chosen]):
        if now is None:
            continue
        line = ", ".join(str(count) for count, _ in now.waiting.values())
        parts = " | ".join(_part(before, now, name) for name in _PROCESSES)
        rows.append(f"| {now.at:.0f} s | {now.finished} | {line} | {now.oldest:.0f} s | {parts} |")
    return rows


def _part(before: Sample | None, now: Sample, name: str) -> str:
    taken = now.usage.get(name)
    if taken is None:
        return "away"
    if before is None or name not in before.usage or now.at <= before.at:
        return f"{taken.memory:.0f} MB"
    cores = (taken.seconds - before.usage[name].seconds) / (now.at - before.at)
    return f"{max(0.0, cores):.2f} cores, {taken.memory:.0f} MB"
