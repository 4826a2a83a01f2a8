"""companies under contract, and what each is recognised by"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_accounts")),
    )
    op.create_table(
        "account_claims",
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.key"], name=op.f("fk_account_claims_account")
        ),
        sa.PrimaryKeyConstraint("way", "value", name=op.f("pk_account_claims")),
    )
    op.create_index(op.f("ix_account_claims_account"), "account_claims", ["account"])


def downgrade() -> None:
    op.drop_table("account_claims")
    op.drop_table("accounts")
