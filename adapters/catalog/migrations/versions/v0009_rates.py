"""Rates that were learned: of voices, letters for seconds; of models, words said for words asked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "rates",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("gave", sa.Float(53), nullable=False),
        sa.Column("took", sa.Float(53), nullable=False),
    )
