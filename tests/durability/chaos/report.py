"""The figures of a run in Markdown, and whether it was good."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.podcasts.views import PodcastStatus
from tests.durability.chaos import bill
from tests.durability.chaos.kinds import KINDS, PODCAST
from tests.durability.chaos.naming import described, unexcused
from tests.durability.chaos.plan import Kind
from tests.durability.chaos.rule import Evidence, Repeat
from tests.durability.chaos.run import Outcome

RECOVERY_SECONDS = 15.0
"""After the kill of a worker or of the server."""

MOST_EXCUSABLE = 0.2
"""Share of the paid calls. A rule that would excuse more of them could excuse any repeat by chance."""

_TO_RECOVER = (Kind.WORKER, Kind.WORKERS, Kind.SERVER)
_WORKER_LOST = (Kind.WORKER, Kind.WORKERS)


@dataclass(frozen=True)
class Report:
    """`repeats`: a line for each call that was made again, and why."""

    lines: list[str]
    repeats: list[str]
    good: bool


def report(outcome: Outcome, evidence: Evidence, *, names: Mapping[str, str], took: float) -> Report:
    """`names`: of the worker processes, by their keys. `took`: seconds of the whole run."""
    again = evidence.repeats()
    troubles = _troubles(outcome, evidence, names)
    gaps, slow = _gaps(outcome, evidence, again)
    figures = {
        "minutes": f"{took / 60:.1f}",
        **_of_jobs(outcome),
        **_of_calls(evidence),
        **_of_repeats(evidence, again, names),
        **_of_money(outcome, evidence),
        f"recoveries of more than {RECOVERY_SECONDS:g} s after the kill of a worker or the server": str(slow),
        f"calls lost to the kill of a worker, made again after more than {RECOVERY_SECONDS:g} s": _late(outcome, again),
    }
    lines = [
        "| | |",
        "|---|---|",
        *[f"| {name} | {figure} |" for name, figure in figures.items()],
        "",
        "| blow | times | without progress: median | longest | calls made again | after, median | longest |",
        "|---|---|---|---|---|---|---|",
        *gaps,
        "",
        *[f"- {trouble}" for trouble in troubles],
        *[f"- the second worker ended unasked, {end}" for end in outcome.by_themselves],
    ]
    return Report(lines, [described(repeat, names) for repeat in again], good=not troubles)


def _troubles(outcome: Outcome, evidence: Evidence, names: Mapping[str, str]) -> list[str]:
    """All that makes a run bad."""
    share = share_excusable(evidence)
    twice = outcome.listed - outcome.expected
    return [
        *[f"LOST {made.kind.name} {made.job} ({made.about}): {_state(made.status)}" for made in outcome.lost],
        *[f"CORRUPT {made.kind.name} {made.job} ({made.about}): {made.trouble}" for made in outcome.corrupt],
        *([f"MADE TWICE: the API lists {twice} jobs more than were submitted"] if twice else []),
        *[unexcused(repeat, evidence, names) for repeat in evidence.repeats() if repeat.why is None],
        *([f"THE RULE EXCUSES TOO MUCH: {share:.1%} of the paid calls"] if share >= MOST_EXCUSABLE else []),
    ]


def share_excusable(evidence: Evidence) -> float:
    """Of the paid calls, those of which the rule would excuse a repeat."""
    paid = evidence.paid()
    return len(evidence.excusable()) / len(paid) if paid else 0.0


def _of_jobs(outcome: Outcome) -> dict[str, str]:
    twice = outcome.listed - outcome.expected
    podcasts = [made.status for made in outcome.of(PODCAST) if isinstance(made.status, PodcastStatus)]
    submitted = {kind.name: len(outcome.of(kind)) for kind in KINDS}
    return {
        "kills; all blows": f"{outcome.kills}; {len(outcome.faults)}",
        "jobs submitted, completed": f"{len(outcome.jobs)}, {len(outcome.jobs) - len(outcome.lost)}",
        "of each kind": ", ".join(f"{count} {name}" for name, count in submitted.items() if count),
        "lost, corrupt, made twice": f"{len(outcome.lost)}, {len(outcome.corrupt)}, {twice}",
        "turns of podcasts": str(sum(each.step_details.total_turns or 0 for each in podcasts)),
    }


def _of_calls(evidence: Evidence) -> dict[str, str]:
    paid = ", ".join(str(len(bill.paid(evidence.calls, kind))) for kind in ("speech", "chat", "transcription"))
    failed = sum(not call.billed for call in evidence.calls)
    return {"calls paid for speech, writing and recognition; calls that failed": f"{paid}; {failed}"}


def _of_repeats(evidence: Evidence, again: Sequence[Repeat], names: Mapping[str, str]) -> dict[str, str]:
    blameless = [repeat for repeat in again if repeat.why is None]
    unread = sum(repeat.why is not None and repeat.why.kind is Kind.VENDOR for repeat in again)
    needless = sum(evidence.kept_at(repeat.first) < repeat.again.at for repeat in again)
    strangers = sum(call.key not in names for call in evidence.calls)
    return {
        "repeated calls": str(len(again)),
        "calls in flight at struck workers, more than which may not be repeated": str(len(evidence.in_flight())),
        "repeats of an answer that the vendor's death cut off": str(unread),
        "repeats that no blow explains": str(len(blameless)),
        "repeats that came when the answer stood in the store": str(needless),
        "share of the paid calls that the rule would excuse": f"{share_excusable(evidence):.1%}",
        "calls that no known worker made": str(strangers),
    }


def _of_money(outcome: Outcome, evidence: Evidence) -> dict[str, str]:
    usages = [made.status.usage for made in outcome.jobs if made.status]
    speech, writing = bill.speech_account(evidence, usages), bill.writing_account(evidence, usages)
    least, most = (bill.overpay(evidence.calls, cut_off_billed=billed) for billed in (False, True))
    return {
        "overpay (characters billed ÷ characters of unique turns), calls cut off by the vendor's death unbilled": (
            _ratio(least)
        ),
        "the same, these calls billed": _ratio(most),
        "speech billed = usages + lost − lost that usages tell; gap (characters)": (
            f"{speech.billed:,} = {speech.told:,} + {speech.lost:,} − {speech.told_lost:,}; {speech.gap:,}"
        ),
        "writing billed, in usages, lost; gap (tokens)": (
            f"{writing.billed:,}, {writing.told:,}, {writing.lost:,}; {writing.gap:,}"
        ),
    }


def _ratio(parts: tuple[int, int]) -> str:
    billed, unique = parts
    return f"{billed / unique if unique else 0:.4f} ({billed:,} ÷ {unique:,})"


def _late(outcome: Outcome, again: Sequence[Repeat]) -> str:
    """How many, and how many of them were met by a second blow meanwhile."""
    lost = [(each.why.at, each.again.at) for each in again if each.why is not None and each.why.kind in _WORKER_LOST]
    late = [(struck, back) for struck, back in lost if back - struck > RECOVERY_SECONDS]
    met = sum(any(struck < fault.at < back for fault in outcome.faults) for struck, back in late)
    return f"{len(late)} of {len(lost)}; another blow came in between at {met} of them"


def _gaps(outcome: Outcome, evidence: Evidence, again: Sequence[Repeat]) -> tuple[list[str], int]:
    """A row for each kind of fault, and how many recoveries took too long."""
    finished = [made.ended_at for made in outcome.jobs if made.ended_at]
    last = max(finished, default=0.0)
    seconds: defaultdict[Kind, list[float]] = defaultdict(list)
    for fault, following in zip(outcome.faults, [*outcome.faults, None][1:], strict=True):
        end = min(following.at if following else last, last)
        if end > fault.at:
            seconds[fault.kind].append(bill.without_progress(evidence.calls, finished, fault.at, end))
    taken_up: defaultdict[Kind, list[float]] = defaultdict(list)
    for repeat in again:
        if repeat.why is not None:
            taken_up[repeat.why.kind].append(repeat.again.at - repeat.why.at)
    rows = [
        f"| {kind} | {len(seconds[kind])} | {_median_and_longest(seconds[kind])} | {len(taken_up[kind])} "
        f"| {_median_and_longest(taken_up[kind])} |"
        for kind in Kind
        if seconds[kind]
    ]
    return rows, sum(gap > RECOVERY_SECONDS for kind in _TO_RECOVER for gap in seconds[kind])


def _median_and_longest(seconds: Sequence[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2]:.1f} | {max(seconds):.1f}" if seconds else " | "


def _state(status: object) -> str:
    return "never seen" if status is None else str(status)[:1500]
