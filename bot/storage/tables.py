"""The schema. Migrations in `migrations/` bring a database here; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy import Column as C  # noqa: N817 - forty columns read better with a short name

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite has no zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


inbound = Table(
    "inbound",
    metadata,
    C("id", String(200), primary_key=True),
    C("twin", String(200), nullable=True),
    C("payload", JSON, nullable=False),
    C("received_at", Moment, nullable=False),
    C("outcome", String(40), nullable=False, default=""),
    UniqueConstraint("twin"),
    Index(None, "outcome", "received_at"),
)

# What became of messages that have not reached us yet; kept for a day.
early_changes = Table(
    "early_changes",
    metadata,
    C("twin", String(200), primary_key=True),
    C("edited", String(40), nullable=False),
    C("text", Text, nullable=False),
    C("withdrawn", Boolean, nullable=False),
    C("received_at", Moment, nullable=False),
    Index(None, "received_at"),
)

outbox = Table(
    "outbox",
    metadata,
    C("key", String(200), primary_key=True),
    C("channel", String(40), nullable=False),
    C("thread_ts", String(40), nullable=False),
    C("ts", String(40), nullable=False, default=""),
    C("done", Boolean, nullable=False, default=False),
    C("content", JSON, nullable=False),
    C("created_at", Moment, nullable=False),
    Index(None, "channel", "ts"),
)

conversations = Table(
    "conversations",
    metadata,
    C("id", Integer, primary_key=True),
    C("channel", String(40), nullable=False),
    C("thread_ts", String(40), nullable=False),
    C("asker", String(40), nullable=False),
    C("language", String(10), nullable=False),
    C("customer", String(200), nullable=False),
    C("plan", String(60), nullable=False),
    C("platform", String(60), nullable=False),
    C("version", String(60), nullable=False),
    C("product", String(100), nullable=False),
    C("project", String(100), nullable=False, server_default=""),
    C("holder", String(20), nullable=False),
    C("ticket_id", Integer, nullable=True),
    C("asked_details", Boolean, nullable=False),
    C("solved", Boolean, nullable=False),
    C("started_at", Moment, nullable=False),
    UniqueConstraint("channel", "thread_ts"),
)

# What a developer said to use, so that they are not asked again in the next conversation.
profiles = Table(
    "profiles",
    metadata,
    C("user", String(40), primary_key=True),
    C("platform", String(60), nullable=False),
    C("version", String(60), nullable=False),
    C("product", String(100), nullable=False),
    C("projects", JSON, nullable=False, server_default="[]"),  # the last one first
    C("updated_at", Moment, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    C("id", String(200), primary_key=True),
    C("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    C("author", String(40), nullable=False),
    C("text", Text, nullable=False),
    C("at", Moment, nullable=False),
    C("attachments", JSON, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    C("id", String(200), primary_key=True),
    C("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    C("question", Text, nullable=False),
    C("decision", JSON, nullable=False),
    C("confidence", Float, nullable=False),
    C("text", Text, nullable=False),
    C("pages", JSON, nullable=False),
    C("cited", JSON, nullable=False),
    C("at", Moment, nullable=False),
)

# Which pages a shown answer stands on: a changed page finds the answers it makes doubtful.
citations = Table(
    "citations",
    metadata,
    C("answer_id", ForeignKey("answers.id"), primary_key=True),
    C("path", String(700), primary_key=True),
    Index(None, "path"),
)

feedback = Table(
    "feedback",
    metadata,
    C("id", String(200), primary_key=True),
    C("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    C("solved", Boolean, nullable=False),
    C("at", Moment, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    C("id", Integer, primary_key=True),
    C("origin", String(200), nullable=False),
    C("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    C("channel", String(40), nullable=False),
    C("thread_ts", String(40), nullable=False),
    C("staff_channel", String(40), nullable=False, default=""),
    C("staff_ts", String(40), nullable=False, default=""),
    C("reporter", String(40), nullable=False),
    C("customer", String(200), nullable=False),
    C("plan", String(60), nullable=False),
    C("language", String(10), nullable=False),
    C("fields", JSON, nullable=False),
    C("assumed", JSON, nullable=False, server_default="[]"),
    C("pictured", JSON, nullable=False, server_default="[]"),
    C("severity", String(20), nullable=False),
    C("severity_reason", Text, nullable=False),
    C("reported_severity", String(20), nullable=True),
    C("rule_severity", String(20), nullable=True),
    C("rule_reason", Text, nullable=False, server_default=""),
    C("status", String(20), nullable=False),
    C("claimed_by", String(40), nullable=False),
    C("paged", Boolean, nullable=False),
    C("decision", JSON, nullable=False),
    C("attachments", JSON, nullable=False),
    C("log_digest", Text, nullable=False),
    C("first_reply_due", Moment, nullable=False),
    C("first_replied_at", Moment, nullable=True),
    C("next_reply_due", Moment, nullable=True),
    C("resolve_due", Moment, nullable=True),
    C("resolution", Text, nullable=False),
    C("cause", Text, nullable=False, server_default=""),
    C("fix", Text, nullable=False, server_default=""),
    C("category", String(40), nullable=True),
    C("snoozed_until", Moment, nullable=True),
    C("created_at", Moment, nullable=False),
    C("updated_at", Moment, nullable=False),
    UniqueConstraint("origin"),
    Index(None, "staff_channel", "staff_ts"),
    Index(None, "reporter", "status"),
    Index(None, "status", "first_reply_due"),
    # Numbers are never given twice, even when the last row was deleted.
    sqlite_autoincrement=True,
)

ticket_events = Table(
    "ticket_events",
    metadata,
    C("id", Integer, primary_key=True),
    C("origin", String(240), nullable=False),
    C("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    C("kind", String(40), nullable=False),
    C("actor", String(40), nullable=False),
    C("at", Moment, nullable=False),
    C("note", Text, nullable=False),
    UniqueConstraint("origin"),
)

visits = Table(
    "visits",
    metadata,
    C("id", Integer, primary_key=True),
    C("origin", String(200), nullable=False),
    C("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    C("conversation_id", ForeignKey("conversations.id"), nullable=False),
    C("kind", String(20), nullable=False),
    C("status", String(20), nullable=False),
    C("requester", String(40), nullable=False),
    C("account", String(200), nullable=False),
    C("plan", String(60), nullable=False),
    C("language", String(10), nullable=False),
    C("wish", JSON, nullable=False),
    C("verdict", JSON, nullable=False),
    C("engineer", String(40), nullable=False, default=""),
    C("proposals", JSON, nullable=False),
    C("slot", JSON, nullable=True),
    C("bookings", Integer, nullable=False, default=0),
    C("report", JSON, nullable=True),
    C("panel_ts", String(40), nullable=False, default=""),
    C("follow_up_id", ForeignKey("tickets.id"), nullable=True),
    C("created_at", Moment, nullable=False),
    C("updated_at", Moment, nullable=False),
    UniqueConstraint("origin"),
    Index(None, "account", "created_at"),
    # Numbers are never given twice, even when the last row was deleted.
    sqlite_autoincrement=True,
)

# The half hours that an engineer has promised: the key keeps two visits apart, whoever books them.
visit_cells = Table(
    "visit_cells",
    metadata,
    C("engineer", String(40), primary_key=True),
    C("cell", Integer, primary_key=True),
    C("visit_id", ForeignKey("visits.id"), nullable=False, index=True),
)

# What the chat model has cost; a day is UTC.
model_spending = Table(
    "model_spending",
    metadata,
    C("day", String(10), primary_key=True),
    C("dollars", Float, nullable=False),  # with what is set aside for requests under way
    C("tokens_read", BigInteger, nullable=False),
    C("tokens_written", BigInteger, nullable=False),
)

# What a model read in the pictures of a file, redacted; `picture` is a digest of its bytes.
picture_texts = Table(
    "picture_texts",
    metadata,
    C("file_id", String(100), primary_key=True),
    C("picture", String(64), primary_key=True),
    C("text", Text, nullable=False),
)

# What a ticket is known by, whole and by each of its keys: a report finds its like.
ticket_traits = Table(
    "ticket_traits",
    metadata,
    C("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    C("filed_at", Moment, nullable=False),
    C("traits", JSON, nullable=False),
    Index(None, "filed_at"),
)

ticket_terms = Table(
    "ticket_terms",
    metadata,
    C("term", String(80), primary_key=True),
    C("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Index(None, "ticket_id"),
)

# What was decided, what it looked at, and why; `inputs` are signals and figures, nobody's words.
decisions = Table(
    "decisions",
    metadata,
    C("id", Integer, primary_key=True),
    C("origin", String(240), nullable=False),
    C("kind", String(40), nullable=False),
    C("conversation_id", ForeignKey("conversations.id"), nullable=True, index=True),
    C("ticket_id", ForeignKey("tickets.id"), nullable=True, index=True),
    C("at", Moment, nullable=False, index=True),
    C("policy_version", String(200), nullable=False),
    C("inputs", JSON, nullable=False),
    C("decision", JSON, nullable=False),
    UniqueConstraint("origin"),
)

# Who joined a ticket of somebody else, from which thread.
ticket_reporters = Table(
    "ticket_reporters",
    metadata,
    C("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    C("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    C("reporter", String(40), nullable=False),
    C("customer", String(200), nullable=False),
    C("joined_at", Moment, nullable=False),
    C("verdict", String(20), nullable=False),
    Index(None, "conversation_id"),
)

incidents = Table(
    "incidents",
    metadata,
    C("id", Integer, primary_key=True),
    C("opened_at", Moment, nullable=False),
    C("closed_at", Moment, nullable=True),
    C("channel", String(40), nullable=False, default=""),
    C("ts", String(40), nullable=False, default=""),
)

incident_tickets = Table(
    "incident_tickets",
    metadata,
    C("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    C("incident_id", ForeignKey("incidents.id"), nullable=False, index=True),
)

# What was said in a thread once, and is not said there again; by the event that made it be said.
remarks = Table(
    "remarks",
    metadata,
    C("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    C("subject", String(200), primary_key=True),
    C("origin", String(200), nullable=False),
)

# How far a tracker knows a ticket; `told` is the last line of the trail that it was told.
tracker_links = Table(
    "tracker_links",
    metadata,
    C("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    C("tracker", String(200), primary_key=True),
    C("issue", String(200), nullable=False),
    C("url", Text, nullable=False),
    C("told", Integer, nullable=False),
    C("problem", Text, nullable=False),
)

# Companies under contract, and everything that each alone is recognised by.
accounts = Table(
    "accounts",
    metadata,
    C("key", String(400), primary_key=True),  # the name without case
    C("payload", JSON, nullable=False),
    C("source", String(300), nullable=False),  # the file that it came from
    C("imported_at", Moment, nullable=False),
)

account_claims = Table(
    "account_claims",
    metadata,
    C("way", String(20), primary_key=True),
    C("value", String(255), primary_key=True),
    C("account", ForeignKey("accounts.key"), nullable=False, index=True),
)

# What solved a ticket, told without the people; read by the ingest once it is published.
entries = Table(
    "entries",
    metadata,
    C("id", Integer, primary_key=True),
    C("ticket_id", ForeignKey("tickets.id"), nullable=False),
    C("customer", String(200), nullable=False),
    C("title", Text, nullable=False),
    C("question", Text, nullable=False),
    C("answer", Text, nullable=False),
    C("product", String(100), nullable=False),
    C("platforms", String(200), nullable=False),
    C("versions", String(200), nullable=False),
    C("language", String(10), nullable=False),
    C("page", String(700), nullable=False, index=True),
    C("visibility", String(20), nullable=False),
    C("status", String(20), nullable=False),
    C("source", String(120), nullable=False),
    C("author", String(40), nullable=False),
    C("reviewer", String(40), nullable=False),
    C("revision", Integer, nullable=False),
    C("created_at", Moment, nullable=False),
    C("updated_at", Moment, nullable=False),
    C("published_at", Moment, nullable=True),
    C("withdrawn_at", Moment, nullable=True),
    C("page_changed_at", Moment, nullable=True),
    UniqueConstraint("ticket_id"),
    Index(None, "status", "source"),
    sqlite_autoincrement=True,  # numbers stand in citations
)

entry_events = Table(
    "entry_events",
    metadata,
    C("id", Integer, primary_key=True),
    C("origin", String(240), nullable=False),
    C("entry_id", ForeignKey("entries.id"), nullable=False, index=True),
    C("kind", String(20), nullable=False),
    C("actor", String(40), nullable=False),
    C("at", Moment, nullable=False),
    C("note", Text, nullable=False),
    UniqueConstraint("origin"),
)

# What people said of answers and tickets; without a score they were only asked.
ratings = Table(
    "ratings",
    metadata,
    C("kind", String(20), primary_key=True),
    C("subject", String(200), primary_key=True),
    C("person", String(40), primary_key=True),
    C("score", Integer, nullable=True),
    C("reason", Text, nullable=False),
    C("customer", String(200), nullable=False),
    C("plan", String(60), nullable=False),
    C("product", String(100), nullable=False),
    C("team", String(60), nullable=False),
    C("asked_at", Moment, nullable=False),
    C("rated_at", Moment, nullable=True),
    Index(None, "person", "asked_at"),
    Index(None, "rated_at"),
)
