"""Every name in the store, made in this one place.

    blobs/<sha256>                                   bytes, by content
    ledger/<kind>/<2 letters of key>/<key>           what was paid for
    spending/…                                       claims and marks of paid calls, bills of attempts, late counts
    podcasts/<job id>/job                            the row of a job of any kind, from its submission
    podcasts/<job id>/record/a<attempt>-r<rev>       each way an attempt ended
    podcasts/<job id>/v<version>/a<attempt>/<name>   an attempt's own: spec, request, sources, outputs
    podcasts/<job id>/steps/<step>-<digest>          results of steps
    podcasts/<job id>/revisions/<version>            the job that makes that version, from its submission
    podcasts/<job id>/versions/<version>             a version that is finished
    podcasts/<job id>/uses/a<attempt>-<segment>-<rev>  frozen segments, which name clips
    files/<file id>/{record,facts}                   an uploaded file
    collections/<id>/record                          a collection, until it is deleted
    collections/<id>/documents/<document id>         one of its documents, until it is removed
    tombstones/<job id>                              from a job's deletion
    idempotency/<sha256>                             what an idempotency key of an upload stands for
    deployment                                       the id of the installation
    signing/key                                      what sessions and signed addresses are signed with
    sweep/journal                                    what a sweep is about to remove

The first folder of a job is called `podcasts` for every kind: stores hold jobs from before there were other kinds.
"""

import hashlib

JOBS, FILES, TOMBSTONES, LEDGER, SPENDING, BLOBS = "podcasts", "files", "tombstones", "ledger", "spending", "blobs"
IDEMPOTENCY, COLLECTIONS = "idempotency", "collections"
LATE_COUNTS = f"{SPENDING}/late"

INSTALLATION, SIGNING_KEY, SWEEP_JOURNAL = "deployment", "signing/key", "sweep/journal"
READINESS = "health/ready"
"""A name that is never created: looking for it shows that the store answers."""


def job_folder(job_id: str) -> str:
    return f"{JOBS}/{job_id}"


def job_name(job_id: str) -> str:
    return f"{JOBS}/{job_id}/job"


def record_name(job_id: str, *, attempt: int, rev: int) -> str:
    return f"{JOBS}/{job_id}/record/a{attempt}-r{rev:06}"


def attempt_name(job_id: str, attempt: int, name: str, *, version: int = 1) -> str:
    """What belongs to one attempt at one version."""
    return f"{JOBS}/{job_id}/v{version}/a{attempt}/{name}"


def step_name(job_id: str, step: str, digest: str) -> str:
    return f"{JOBS}/{job_id}/steps/{step}-{digest}"


def uses_folder(job_id: str) -> str:
    return f"{JOBS}/{job_id}/uses"


def use_name(job_id: str, attempt: int, segment: int, revision: int) -> str:
    """Names a document whose clips the job uses, so that none of them is swept. Sorted, the latest is the last."""
    return f"{uses_folder(job_id)}/a{attempt}-{segment:04}-{revision:04}"


def version_use_name(job_id: str, version: int, use: str) -> str:
    """What `use`, the name of a revision's document, is called by the podcast whose version it became."""
    return f"{uses_folder(job_id)}/v{version}-{use.rpartition('/')[2]}"


def revisions_folder(job_id: str) -> str:
    return f"{JOBS}/{job_id}/revisions"


def revision_name(job_id: str, version: int) -> str:
    return f"{revisions_folder(job_id)}/{version:05}"


def versions_folder(job_id: str) -> str:
    return f"{JOBS}/{job_id}/versions"


def version_name(job_id: str, version: int) -> str:
    return f"{versions_folder(job_id)}/{version:05}"


def file_folder(file_id: str) -> str:
    return f"{FILES}/{file_id}"


def file_name(file_id: str, what: str) -> str:
    """`what`: `record`, `facts` or `key`."""
    return f"{FILES}/{file_id}/{what}"


def collection_folder(collection_id: str) -> str:
    return f"{COLLECTIONS}/{collection_id}"


def collection_name(collection_id: str) -> str:
    return f"{COLLECTIONS}/{collection_id}/record"


def collection_document_name(collection_id: str, document_id: str) -> str:
    return f"{COLLECTIONS}/{collection_id}/documents/{document_id}"


def tombstone_name(job_id: str) -> str:
    return f"{TOMBSTONES}/{job_id}"


def ledger_name(kind: str, key: str) -> str:
    return f"{LEDGER}/{kind}/{key[:2]}/{key}"


def bills_folder(caller: str) -> str:
    return f"{SPENDING}/bills/{caller}"


def answer_name(caller: str, key: str) -> str:
    return f"{SPENDING}/answers/{caller}/{key}"


def claim_name(kind: str, key: str) -> str:
    return f"{SPENDING}/claims/{kind}/{key}"


def mark_name(kind: str, key: str, caller: str) -> str:
    digest = hashlib.sha256(f"{key} {caller}".encode()).hexdigest()
    return f"{SPENDING}/{kind}/{digest}"


def late_count_name(run_id: str) -> str:
    """What is left to be counted of a run that was ended from outside."""
    return f"{LATE_COUNTS}/{run_id}"


def idempotency_name(owner: str, route: str, key: str) -> str:
    digest = hashlib.sha256(f"{owner} {route} {key}".encode()).hexdigest()
    return f"{IDEMPOTENCY}/{digest}"
