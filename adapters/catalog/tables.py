"""The catalog's tables, as the newest migration leaves them."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. SQLite has no zones: there it is a text of one fixed width, so that it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without a zone: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("owner", String(128), nullable=False),
    Column("title", Text),
    Column("found_by", Text, nullable=False),  # the title as it is searched: folded, and the writer's if none was given
    Column("attributes", JSON, nullable=False, server_default="{}"),  # of the job's kind
    Column("parent", String(64)),  # the job that submitted it
    Column("position", Integer),  # its place there
    Column("attempt", Integer, nullable=False),
    Column("started", Boolean, nullable=False),
    Column("settled", Boolean, nullable=False),  # the current attempt has an outcome
    Column("created_at", UtcTime, nullable=False),
    Column("begun_at", UtcTime, nullable=False),  # when the current attempt began
)
Index("jobs_newest", jobs.c.owner, jobs.c.created_at, jobs.c.id)
Index("jobs_children", jobs.c.parent, jobs.c.position)
Index(
    "jobs_unsettled",
    jobs.c.begun_at,
    sqlite_where=jobs.c.settled == false(),
    postgresql_where=jobs.c.settled == false(),
)

Index(
    "jobs_unfinished", jobs.c.owner, sqlite_where=jobs.c.settled == false(), postgresql_where=jobs.c.settled == false()
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("status", String(32), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("progress", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("ended_at", UtcTime, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", String(256), primary_key=True),
    Column("key", String(256), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
Index("idempotency_job", idempotency.c.job_id)

tombstones = Table(
    "tombstones",
    metadata,
    Column("job_id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("owner", String(128), nullable=False),
    Column("deleted_at", UtcTime, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("file_id", String(64), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
Index("files_newest", files.c.owner, files.c.created_at, files.c.file_id)

announcements = Table(
    "announcements",
    metadata,
    Column("vendor", String(64), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("announcement", Text, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)

gates = Table(
    "gates",
    metadata,
    Column("vendor", String(64), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("code", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("tried_at", UtcTime),
    Column("probed_at", UtcTime, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("vendor", String(64), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("holder", String(64), primary_key=True),
    Column("held", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("expires_at", Float(53), nullable=False),  # seconds of 1970, by the database's own clock
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("owner", String(128), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("running", Integer),
    Column("characters_per_day", BigInteger),
    Column("created_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
)

deeds = Table(  # facts about the installation, and locks
    "deeds",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("until", UtcTime),  # of a lock
)

usage = Table(  # one row an attempt; it outlives its job, so that deleting a podcast gives no second allowance
    "usage",
    metadata,
    Column("job_id", String(64), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("day", Date, nullable=False),  # UTC, of the submission or retry
    Column("reserved", BigInteger, nullable=False),  # characters; what it is expected to speak
    Column("settled", Boolean, nullable=False),  # the rest is what it came to
    Column("llm_input_tokens", BigInteger, nullable=False),
    Column("llm_output_tokens", BigInteger, nullable=False),
    Column("tts_characters", BigInteger, nullable=False),
    Column("tts_characters_reused", BigInteger, nullable=False),
    Column("cost_usd", Float, nullable=False),
)
Index("usage_by_day", usage.c.owner, usage.c.day)

rates = Table(  # of voices, letters for seconds; of models, words said for words asked
    "rates",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("gave", Float(53), nullable=False),
    Column("took", Float(53), nullable=False),
)

collections = Table(
    "collections",
    metadata,
    Column("collection_id", String(64), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("embeddings", Text, nullable=False, server_default=""),  # the model that all its passages are embedded with
    Column("revision", BigInteger, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
Index("collections_newest", collections.c.owner, collections.c.created_at, collections.c.collection_id)

documents = Table(
    "documents",
    metadata,
    Column("collection_id", ForeignKey("collections.collection_id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", String(64), primary_key=True),
    Column("source", Text, nullable=False),  # JSON of a SourceRef
    Column("job_id", String(64), nullable=False),
    Column("content", String(64), nullable=False),  # SHA-256 of what was read last
    Column("title", Text, nullable=False),
    Column("author", Text),
    Column("kind", String(32), nullable=False),
    Column("language", String(16)),
    Column("words", BigInteger, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("fault", Text, nullable=False),  # JSON of a DocumentFault, or empty
    Column("created_at", UtcTime, nullable=False),
    Column("indexed_at", UtcTime),
)
Index("documents_newest", documents.c.collection_id, documents.c.created_at, documents.c.document_id)

passages = Table(  # their full text stands in passage_words, which each database has in a form of its own
    "passages",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("collection_id", String(64), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON of a Passage
    ForeignKeyConstraint(
        ["collection_id", "document_id"], ["documents.collection_id", "documents.document_id"], ondelete="CASCADE"
    ),
)
Index("passages_in_order", passages.c.collection_id, passages.c.document_id, passages.c.position)

profiles = Table(
    "profiles",
    metadata,
    Column("owner", String(128), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("name", String(256), primary_key=True),  # folded; as it is written, it stands in the body
    Column("tag", String(64), nullable=False),
    Column("body", Text, nullable=False),  # JSON of an EpisodeProfile or a SpeakerProfile
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("number", ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    Column("collection_id", String(64), nullable=False),
    Column("model", String(256), nullable=False),
    Column("content", String(64), nullable=False),  # digest of the text that was embedded
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian, unit length
)
Index("vectors_of_collection", vectors.c.collection_id, vectors.c.model, vectors.c.number)
Index("vectors_of_text", vectors.c.model, vectors.c.content)
