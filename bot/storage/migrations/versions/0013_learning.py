"""knowledge entries made of tickets, and what people say of answers and tickets"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("platforms", sa.String(length=200), nullable=False),
        sa.Column("versions", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("page", sa.String(length=700), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("page_changed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_entries_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_entries_ticket_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entries_page"), "entries", ["page"])
    op.create_index(op.f("ix_entries_status_source"), "entries", ["status", "source"])
    op.create_table(
        "entry_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=240), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_events_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_events")),
        sa.UniqueConstraint("origin", name=op.f("uq_entry_events_origin")),
    )
    op.create_index(op.f("ix_entry_events_entry_id"), "entry_events", ["entry_id"])
    op.create_table(
        "ratings",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("rated_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("kind", "subject", "person", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_person_asked_at"), "ratings", ["person", "asked_at"])
    op.create_index(op.f("ix_ratings_rated_at"), "ratings", ["rated_at"])


def downgrade() -> None:
    op.drop_table("ratings")
    op.drop_table("entry_events")
    op.drop_table("entries")
