"""A contact that speaks for its party from a day to come on"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_validity"
down_revision = "2026_11_29_assurance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("becomes", sa.String(40), nullable=True))
