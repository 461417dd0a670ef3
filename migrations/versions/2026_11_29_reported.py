"""Deviations that operators report before anybody asks"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_reported"
down_revision = "2026_11_29_progress"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reported_deviation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lasts", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["tariff_service.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reported_deviation_service_id", "reported_deviation", ["service_id"])
