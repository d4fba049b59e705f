"""A page of jobs as a table, for spreadsheets (CSV, RFC 4180)."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response

from api.jobs.views import JobPage, JobView
from domain.jobs.notice import Notice
from domain.jobs.progress import Attention

MEDIA_TYPE = "text/csv"

COLUMNS = (
    "job_id",
    "kind",
    "status",
    "progress_percentage",
    "current_step",
    "attempt",
    "title",
    "created_at",
    "updated_at",
    "completed_at",
    "expires_at",
    "cost_usd",
    "estimated_cost_usd",
    "error",
    "attention",
    "warnings",
)
"""The fields of a JobView, `cost_usd` and `estimated_cost_usd` of its usage, and of faults their codes."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets compute: a title may come from anyone."""

DOCUMENTED: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


def as_table(page: JobPage, request: Request) -> Response:
    """The page; `Link` with `rel="next"` leads to the one after it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_row(job) for job in page.items)
    headers = {"Content-Disposition": 'attachment; filename="jobs.csv"', "Cache-Control": "private, no-cache"}
    if page.next_cursor is not None:
        following = request.url.include_query_params(cursor=page.next_cursor)
        headers["Link"] = f'<?{following.query}>; rel="next"'
    return Response(text.getvalue(), media_type=MEDIA_TYPE, headers=headers)


def _row(job: JobView) -> list[str]:
    fields = job.model_dump(mode="json")
    cells = fields | {
        "cost_usd": job.usage.cost_usd,
        "estimated_cost_usd": job.usage.estimated_cost_usd,
        "error": job.error.code if job.error else None,
        "attention": _codes(job.attention),
        "warnings": _codes(job.warnings),
    }
    return [_cell(cells[name]) for name in COLUMNS]


def _codes(faults: Sequence[Attention] | Sequence[Notice]) -> str:
    return " ".join(each.code for each in faults)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
