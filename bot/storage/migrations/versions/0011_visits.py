"""visits that are judged, booked and reported, instead of a mere note of the wish"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A wish could only be noted so far, and nothing came of it by itself: what was noted stays in
    # the trail of its ticket.
    op.execute(
        "INSERT INTO ticket_events (origin, ticket_id, kind, actor, at, note) "
        "SELECT origin || '-visit_wish', ticket_id, 'visit_wish', requester, at, reason FROM visits"
    )
    op.drop_table("visits")
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("requester", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("engineer", sa.String(length=40), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("slot", sa.JSON(), nullable=True),
        sa.Column("bookings", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("panel_ts", sa.String(length=40), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _refers("visits", "ticket_id", "tickets.id"),
        _refers("visits", "conversation_id", "conversations.id"),
        _refers("visits", "follow_up_id", "tickets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("origin", name=op.f("uq_visits_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visits_ticket_id"), "visits", ["ticket_id"])
    op.create_index(op.f("ix_visits_account_created_at"), "visits", ["account", "created_at"])
    op.create_table(
        "visit_cells",
        sa.Column("engineer", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        _refers("visit_cells", "visit_id", "visits.id"),
        sa.PrimaryKeyConstraint("engineer", "cell", name=op.f("pk_visit_cells")),
    )
    op.create_index(op.f("ix_visit_cells_visit_id"), "visit_cells", ["visit_id"])


def downgrade() -> None:
    op.drop_table("visit_cells")
    op.drop_table("visits")
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("requester", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _refers("visits", "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("origin", name=op.f("uq_visits_origin")),
    )
    op.create_index(op.f("ix_visits_ticket_id"), "visits", ["ticket_id"])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
