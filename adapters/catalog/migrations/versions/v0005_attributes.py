"""Attributes of a job's kind in place of a podcast's length."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("attributes", sa.JSON, nullable=False, server_default="{}"))
    postgres = op.get_bind().dialect.name == "postgresql"
    as_json = sa.func.json_build_object if postgres else sa.func.json_object
    jobs = sa.table("jobs", sa.column("attributes"), sa.column("duration_minutes"))
    length = as_json("duration_minutes", jobs.c.duration_minutes)
    op.execute(sa.update(jobs).values(attributes=length))
    op.drop_column("jobs", "duration_minutes")
