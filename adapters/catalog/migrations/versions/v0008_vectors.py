"""Vectors of passages, and the model that a collection is embedded with."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("collections", sa.Column("embeddings", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "vectors",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("passages.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("collection_id", sa.String(64), nullable=False),
        sa.Column("model", sa.String(256), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_index("vectors_of_collection", "vectors", ["collection_id", "model", "number"])
    op.create_index("vectors_of_text", "vectors", ["model", "content"])
