"""Full disks under temporary files and under the catalog: the failure says which, and is waited for."""

import errno

import pytest

from activities.runtime.faults import failure_of
from domain.errors import ArtifactsUnavailable, CatalogUnavailable, FaultDetail, FaultKind, TransientFault
from domain.money import Bill


def caused(cause: Exception) -> TransientFault:
    fault = TransientFault("render_failed", "The episode could not be rendered.")
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/scratch/a/clip.wav"), "disk_full", "/scratch/a is full"),
        (CatalogUnavailable("No answer: database or disk is full"), "catalog_full", "under the catalog"),
        (CatalogUnavailable("No answer: disk I/O error"), "catalog_full", "cannot be written"),
        (caused(OSError(errno.ENOSPC, "No space left on device", "/scratch/a")), "disk_full", "/scratch is full"),
        (caused(RuntimeError("ffmpeg ended with 1: No space left on device")), "disk_full", "is full"),
        (ArtifactsUnavailable("There is no room"), "artifacts_unavailable", "no room"),
        (CatalogUnavailable("could not extend file: No space left on device"), "catalog_full", "under the catalog"),
    ],
)
def test_it_says_what_is_full(error: Exception, code: str, words: str) -> None:
    failure = failure_of(error, attempt=1)
    detail = FaultDetail.model_validate(failure.details[0])
    assert detail.code == code and words in detail.message and "Make room" in detail.advice
    assert (detail.kind, failure.type) == (FaultKind.ACCOUNT, FaultKind.ACCOUNT)
    assert not failure.non_retryable and failure.next_retry_delay is not None


def test_a_bill_is_counted_before_anything_is_waited_for() -> None:
    paid = caused(OSError(errno.ENOSPC, "No space left on device")).with_bill(Bill(characters=9), pays_again=True)
    failure = failure_of(paid, attempt=1)
    assert (failure.type, failure.non_retryable) == (FaultKind.TRANSIENT, True)


def test_what_a_vendor_says_of_its_own_disks_is_tried_again() -> None:
    fault = TransientFault("vendor_failed", "500: No space left on device", provider="loom")
    assert failure_of(fault, attempt=1).type == FaultKind.TRANSIENT


def test_other_errors_of_the_system_are_something_else() -> None:
    assert not failure_of(OSError(errno.EIO, "Input/output error"), attempt=1).details
