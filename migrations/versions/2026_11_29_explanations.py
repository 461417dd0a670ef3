"""What a party is asked about one by one"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_explanations"
down_revision = "2026_11_29_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seat", sa.Column("items", sa.Text(), nullable=False, server_default="[]"))
