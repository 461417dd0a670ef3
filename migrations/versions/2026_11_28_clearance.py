"""How a reservation is met, as the secretariat says it and the party confirms it"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_clearance"
down_revision = "2026_11_28_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("confirmed_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"]),
        sa.ForeignKeyConstraint(["confirmed_id"], ["answer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_clearance_seat_id", "clearance", ["seat_id"])
