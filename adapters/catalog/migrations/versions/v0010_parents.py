"""Which job submitted another, and its place there."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("parent", sa.String(64)))
    op.add_column("jobs", sa.Column("position", sa.Integer))
    op.create_index("jobs_children", "jobs", ["parent", "position"])
