"""Full disks under temporary files and under the catalog: the failure says which, and is tried again."""

import errno

import pytest

from activities.runtime.faults import failure_of
from domain.errors import CatalogUnavailable, FaultDetail


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/scratch/a/clip.wav"), "disk_full", "/scratch/a is full"),
        (CatalogUnavailable("No answer: database or disk is full"), "catalog_full", "under the catalog"),
        (CatalogUnavailable("could not extend file: No space left on device"), "catalog_full", "under the catalog"),
    ],
)
def test_it_says_what_is_full(error: Exception, code: str, words: str) -> None:
    failure = failure_of(error, attempt=1)
    detail = FaultDetail.model_validate(failure.details[0])
    assert detail.code == code and words in detail.message and "Make room" in detail.advice
    assert not failure.non_retryable


def test_other_errors_of_the_system_are_something_else() -> None:
    assert not failure_of(OSError(errno.EIO, "Input/output error"), attempt=1).details
