"""what the chat model costs in a day"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_spending",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("dollars", sa.Float(), nullable=False),
        sa.Column("tokens_read", sa.BigInteger(), nullable=False),
        sa.Column("tokens_written", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_model_spending")),
    )


def downgrade() -> None:
    op.drop_table("model_spending")
