"""How far a case has come, and what a remark is about"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_progress"
down_revision = "2026_11_29_on_behalf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seat", sa.Column("meeting_of", sa.String(), nullable=True))
    op.add_column("seat", sa.Column("reached", sa.String(), nullable=True))
    op.add_column("answer", sa.Column("committee_on", sa.Date(), nullable=True))
    op.add_column("answer", sa.Column("finance_committee_on", sa.Date(), nullable=True))
    op.add_column(
        "answer", sa.Column("remarks_about", sa.String(), nullable=False, server_default="")
    )
