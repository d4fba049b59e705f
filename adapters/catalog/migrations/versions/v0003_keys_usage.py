"""API keys, what owners used, and their unfinished jobs found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    unsettled = sa.column("settled", sa.Boolean) == sa.false()
    op.create_index("jobs_unfinished", "jobs", ["owner"], sqlite_where=unsettled, postgresql_where=unsettled)
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("running", sa.Integer),
        sa.Column("characters_per_day", sa.BigInteger),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
    )
    op.create_table(
        "usage",
        sa.Column("job_id", sa.String(64), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("settled", sa.Boolean, nullable=False),
        sa.Column("llm_input_tokens", sa.BigInteger, nullable=False),
        sa.Column("llm_output_tokens", sa.BigInteger, nullable=False),
        sa.Column("tts_characters", sa.BigInteger, nullable=False),
        sa.Column("tts_characters_reused", sa.BigInteger, nullable=False),
        sa.Column("cost_usd", sa.Float, nullable=False),
    )
    op.create_index("usage_by_day", "usage", ["owner", "day"])
