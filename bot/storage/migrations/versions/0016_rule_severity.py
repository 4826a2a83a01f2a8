"""what the rules make of a ticket, beside what people say"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("rule_severity", sa.String(length=20), nullable=True))
    op.add_column("tickets", sa.Column("rule_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("tickets", "rule_reason")
    op.drop_column("tickets", "rule_severity")
