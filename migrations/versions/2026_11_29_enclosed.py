"""Letters name the files that go with them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_enclosed"
down_revision = "2026_11_29_validity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("enclosed", sa.Text(), nullable=True))
