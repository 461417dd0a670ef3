"""How a round's parties answer, and the organisations they sign in for"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_assurance"
down_revision = "2026_11_29_funding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    assurance = sa.Column("assurance", sa.String(), nullable=False, server_default="link")
    op.add_column("round", assurance)
    op.add_column("seat", sa.Column("cvr", sa.String(), nullable=False, server_default=""))
