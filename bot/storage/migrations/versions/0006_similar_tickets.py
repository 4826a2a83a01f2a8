"""tickets by what they are known by, who joined them, incidents, what was said once"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = (
    "remarks",
    "incident_tickets",
    "incidents",
    "ticket_reporters",
    "ticket_terms",
    "ticket_traits",
)


def upgrade() -> None:
    op.create_table(
        "ticket_traits",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        _refers("ticket_traits", "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_traits")),
    )
    op.create_index(op.f("ix_ticket_traits_filed_at"), "ticket_traits", ["filed_at"])
    op.create_table(
        "ticket_terms",
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        _refers("ticket_terms", "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("term", "ticket_id", name=op.f("pk_ticket_terms")),
    )
    op.create_index(op.f("ix_ticket_terms_ticket_id"), "ticket_terms", ["ticket_id"])
    op.create_table(
        "ticket_reporters",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        _refers("ticket_reporters", "ticket_id", "tickets.id"),
        _refers("ticket_reporters", "conversation_id", "conversations.id"),
        sa.PrimaryKeyConstraint("ticket_id", "conversation_id", name=op.f("pk_ticket_reporters")),
    )
    op.create_index(
        op.f("ix_ticket_reporters_conversation_id"), "ticket_reporters", ["conversation_id"]
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("ts", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_table(
        "incident_tickets",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        _refers("incident_tickets", "ticket_id", "tickets.id"),
        _refers("incident_tickets", "incident_id", "incidents.id"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_incident_tickets")),
    )
    op.create_index(op.f("ix_incident_tickets_incident_id"), "incident_tickets", ["incident_id"])
    op.create_table(
        "remarks",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        _refers("remarks", "conversation_id", "conversations.id"),
        sa.PrimaryKeyConstraint("conversation_id", "subject", name=op.f("pk_remarks")),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
