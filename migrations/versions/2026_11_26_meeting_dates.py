"""Meeting dates of councils and their committees"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_meeting_dates"
down_revision = "2026_11_26_pace"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope", "code", "stage", "falls_on"),
    )
