"""Something was agreed with a party until a date"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_pause"
down_revision = "2026_11_26_meeting_dates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seat", sa.Column("paused_until", sa.Date(), nullable=True))
