"""Facts about the whole installation: which artifacts belong to this catalog, and who is cleaning up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "deeds",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
    )
