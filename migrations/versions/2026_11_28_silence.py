"""What a party's silence after the deadline means, round by round"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_silence"
down_revision = "2026_11_26_pause"
branch_labels = None
depends_on = None


def upgrade() -> None:
    task = sa.Column("silence", sa.String(length=40), nullable=False, server_default="task")
    op.add_column("round", task)
