"""answers by the pages that they stand on"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ANSWERS = sa.table("answers", sa.column("id", sa.String), sa.column("cited", sa.JSON))


def upgrade() -> None:
    citations = op.create_table(
        "citations",
        sa.Column("answer_id", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=700), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_citations_answer_id")),
        sa.PrimaryKeyConstraint("answer_id", "path", name=op.f("pk_citations")),
    )
    op.create_index(op.f("ix_citations_path"), "citations", ["path"], unique=False)
    connection = op.get_bind()
    for answer in connection.execute(sa.select(_ANSWERS)).all():
        paths = {page["path"] for page in answer.cited or ()}
        rows = [{"answer_id": answer.id, "path": path} for path in sorted(paths)]
        if rows:
            connection.execute(citations.insert(), rows)


def downgrade() -> None:
    op.drop_index(op.f("ix_citations_path"), table_name="citations")
    op.drop_table("citations")
