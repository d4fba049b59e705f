"""Collections of documents, their passages, and full text over these.

Full text is each database's own: FTS5 in SQLite, a tsvector with a GIN index in PostgreSQL. The table has one name, one
row for each passage, and follows deletions of passages in both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TIME = sa.DateTime(timezone=True)

SQLITE = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(scope, words, tokenize = 'unicode61')",
    """CREATE TRIGGER passage_words_follow AFTER DELETE ON passages
       BEGIN DELETE FROM passage_words WHERE rowid = old.number; END""",
)
POSTGRESQL = (
    """CREATE TABLE passage_words (
         number bigint PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
         words tsvector NOT NULL)""",
    "CREATE INDEX passage_words_found ON passage_words USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("collection_id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )
    op.create_index("collections_newest", "collections", ["owner", "created_at", "collection_id"])
    op.create_table(
        "documents",
        sa.Column(
            "collection_id",
            sa.String(64),
            sa.ForeignKey("collections.collection_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("document_id", sa.String(64), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("words", sa.BigInteger, nullable=False),
        sa.Column("passages", sa.Integer, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("indexed_at", TIME),
    )
    op.create_index("documents_newest", "documents", ["collection_id", "created_at", "document_id"])
    op.create_table(
        "passages",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("collection_id", sa.String(64), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id", "document_id"],
            ["documents.collection_id", "documents.document_id"],
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("passages_in_order", "passages", ["collection_id", "document_id", "position"])
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)
