"""Letters that left lately, and those in hand, are found at once"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_pace"
down_revision = "2026_11_22_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, column in (("ix_letter_held", "leased_until"), ("ix_letter_sent", "sent_at")):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "letter", [column], sqlite_where=there, postgresql_where=there)
