"""when a reply to the customer and the resolution are due"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.add_column(sa.Column("next_reply_due", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("resolve_due", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_column("resolve_due")
        batch_op.drop_column("next_reply_due")
