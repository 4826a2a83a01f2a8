"""which fields of a ticket are only assumed; edits that arrive before their message"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("assumed", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "early_changes",
        sa.Column("twin", sa.String(length=200), nullable=False),
        sa.Column("edited", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("twin", name=op.f("pk_early_changes")),
    )
    op.create_index(op.f("ix_early_changes_received_at"), "early_changes", ["received_at"])


def downgrade() -> None:
    op.drop_table("early_changes")
    op.drop_column("tickets", "assumed")
