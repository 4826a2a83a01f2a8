"""what a model read in pictures, and which fields of a ticket it filled"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("pictured", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "picture_texts",
        sa.Column("file_id", sa.String(length=100), nullable=False),
        sa.Column("picture", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "picture", name=op.f("pk_picture_texts")),
    )


def downgrade() -> None:
    op.drop_table("picture_texts")
    op.drop_column("tickets", "pictured")
