"""How often and when a seat was reminded, and since when it is left alone"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_reminders"
down_revision = "2026_11_28_tariffs"
branch_labels = None
depends_on = None

SO_FAR = """
    FROM event WHERE kind = 'reminder.fell_due'
    AND event.round_id = seat.round_id AND event.party_code = seat.code
"""


def upgrade() -> None:
    op.add_column("seat", sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("seat", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("seat", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        f"UPDATE seat SET reminders = (SELECT count(*) {SO_FAR}),"  # noqa: S608
        f" reminded_on = (SELECT date(max(event.at)) {SO_FAR})"
    )
