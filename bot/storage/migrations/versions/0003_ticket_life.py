"""the severity that a ticket was reported with, beside what staff made of it"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("reported_severity", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("tickets", "reported_severity")
