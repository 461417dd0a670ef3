"""New versions of an agreement while a round asks about it"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_versions"
down_revision = "2026_11_28_kinds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("concerns", sa.Text(), nullable=True))
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("former_version_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("former_points", sa.Text(), nullable=False),
        sa.Column("editorial", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["agreement_version.id"]),
        sa.ForeignKeyConstraint(["former_version_id"], ["agreement_version.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "number"),
    )
    op.create_index("ix_revision_round_id", "revision", ["round_id"])
    op.execute(  # not in batch mode: letters refer to answers
        "ALTER TABLE answer ADD COLUMN version_id INTEGER REFERENCES agreement_version (id)"
    )
    op.execute(
        "UPDATE answer SET version_id = (SELECT round.version_id FROM round"
        " JOIN seat ON seat.round_id = round.id WHERE seat.id = answer.seat_id)"
    )
