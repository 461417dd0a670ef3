"""What a step waits for and by how much; since when a deadline has counted"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_timeline"
down_revision = "2026_11_28_silence"
branch_labels = None
depends_on = None

BOUND = {"submission": "deadline", "entry_into_force": "period", "follow_up": "period"}


def upgrade() -> None:
    for column in (
        sa.Column("halted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("lag_working_days", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("bound_to", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("step", column)
    op.add_column("step", sa.Column("set_on", sa.Date(), nullable=True))
    op.execute("UPDATE step SET set_on = planned_on")
    for key, bound_to in BOUND.items():
        bound = sa.text("UPDATE step SET bound_to = :bound_to WHERE key = :key")
        op.execute(bound.bindparams(bound_to=bound_to, key=key))
    since = sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("deadline_fact", since)
    op.execute(  # until now, the secretariat's own was recorded only as the one that counts
        "UPDATE deadline_fact SET in_force_at = recorded_at"
        " WHERE in_force OR kind IN ('internal', 'extended')"
    )
    op.drop_column("deadline_fact", "in_force")
