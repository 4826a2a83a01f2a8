"""the developer's own projects: in the thread, and remembered"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    project = sa.Column("project", sa.String(length=100), nullable=False, server_default="")
    op.add_column("conversations", project)
    op.add_column("profiles", sa.Column("projects", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("profiles", "projects")
    op.drop_column("conversations", "project")
