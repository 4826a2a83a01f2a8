"""how a ticket was solved, and until when it sleeps; the tickets of one developer by their state"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("cause", sa.Text(), nullable=False, server_default=""))
    op.add_column("tickets", sa.Column("fix", sa.Text(), nullable=False, server_default=""))
    op.add_column("tickets", sa.Column("category", sa.String(length=40), nullable=True))
    op.add_column("tickets", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_tickets_reporter_status"), "tickets", ["reporter", "status"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tickets_reporter_status"), "tickets")
    for name in ("snoozed_until", "category", "fix", "cause"):
        op.drop_column("tickets", name)
