"""how far the vendor's own tracker knows each ticket"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_links",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("tracker", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_tracker_links_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "tracker", name=op.f("pk_tracker_links")),
    )


def downgrade() -> None:
    op.drop_table("tracker_links")
