"""Everything that can be done with jobs of all kinds, put together once for all who do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.artifacts.files import Files
from domain.artifacts.ports import Blobs, Names
from domain.jobs.admission import Admission
from domain.jobs.kind import Kinds
from domain.jobs.late_bills import LateBills, LateSpending
from domain.jobs.late_counts import LateCounts
from domain.jobs.ports import Jobs, OpenJobs
from domain.jobs.resuming import Resumptions
from domain.jobs.retrying import Retries
from domain.jobs.runs import Messages, Runs
from domain.jobs.standing import StatusReader
from domain.jobs.starting import Starter
from domain.jobs.stopping import Stopping
from domain.jobs.submitting import Submissions


@dataclass(frozen=True, kw_only=True)
class JobPorts:
    """What the use cases need of the outside."""

    jobs: Jobs
    open_jobs: OpenJobs
    files: Files
    blobs: Blobs
    names: Names
    runs: Runs
    messages: Messages
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    late: Mapping[str, LateSpending] = field(default_factory=dict)
    """Of each kind whose jobs spend money."""


@dataclass(frozen=True, kw_only=True)
class JobUseCases:
    kinds: Kinds
    status: StatusReader
    submissions: Submissions
    retries: Retries
    resumptions: Resumptions
    stopping: Stopping


def job_use_cases(ports: JobPorts, *, kinds: Kinds, status: StatusReader) -> JobUseCases:
    jobs, blobs, names, runs = ports.jobs, ports.blobs, ports.names, ports.runs
    admission = Admission(open_jobs=ports.open_jobs, status=status)
    bills = LateBills(runs=runs, late=ports.late)
    late = LateCounts(jobs=jobs, blobs=blobs, names=names, bills=bills, clock=ports.clock)
    starter = Starter(jobs=jobs, runs=runs, blobs=blobs, names=names, kinds=kinds)
    return JobUseCases(
        kinds=kinds,
        status=status,
        submissions=Submissions(
            jobs=jobs,
            blobs=blobs,
            names=names,
            admission=admission,
            starter=starter,
            clock=ports.clock,
            new_id=ports.new_id,
        ),
        retries=Retries(
            jobs=jobs,
            blobs=blobs,
            names=names,
            runs=runs,
            status=status,
            admission=admission,
            starter=starter,
            kinds=kinds,
            clock=ports.clock,
            late=late,
        ),
        resumptions=Resumptions(names=names, messages=ports.messages, status=status),
        stopping=Stopping(
            jobs=jobs,
            names=names,
            runs=runs,
            messages=ports.messages,
            status=status,
            clock=ports.clock,
            late=late,
            kinds=kinds,
        ),
    )
