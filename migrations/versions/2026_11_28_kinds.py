"""Answers with fields and files of their kind; an extension's new last day"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_kinds"
down_revision = "2026_11_28_presentation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("extends_to", sa.Date(), nullable=True))
    details = sa.Column("details", sa.Text(), nullable=False, server_default="{}")
    op.add_column("answer", details)
    op.create_table(
        "answer_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"]),
        sa.ForeignKeyConstraint(["file_sha256"], ["stored_file.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("answer_id", "position"),
    )
