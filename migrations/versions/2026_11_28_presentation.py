"""What the proposed case presentation says of the agreement"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_presentation"
down_revision = "2026_11_28_reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Column("presentation", sa.String(), nullable=False, server_default="")
    op.add_column("round", text)
