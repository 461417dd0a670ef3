"""Why and when a contact left, and from when to when it is valid; hand-overs to colleagues"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_contacts"
down_revision = "2026_11_29_explanations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("valid_to", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("left", sa.String(40), nullable=True))
    op.add_column("contact", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    contact = sa.table("contact", sa.column("role"), sa.column("left"))
    op.execute(contact.update().where(contact.c.role == "former").values(left="replaced"))
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["colleague_id"], ["contact.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delegation_seat_id", "delegation", ["seat_id"])
