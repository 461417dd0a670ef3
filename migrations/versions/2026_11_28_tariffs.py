"""Tariffs, the files they came in and the cap"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_tariffs"
down_revision = "2026_11_28_timeline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cap_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=False),
        sa.Column("end_year", sa.Integer(), nullable=False),
        sa.Column("rates", sa.Text(), nullable=False),
        sa.Column("deduction_pct", sa.String(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("tolerance_pct", sa.String(), nullable=False),
        sa.Column("overhead_goal_pct", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tariff_header",
        sa.Column("header", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("header"),
    )
    op.create_table(
        "tariff_operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "tariff_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["stored_file.sha256"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_tariff_file_sha256"), "tariff_file", ["sha256"], unique=False)
    op.create_table(
        "tariff_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("provision", sa.String(), nullable=False),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["tariff_operator.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("operator_id", "key"),
    )
    op.create_table(
        "tariff_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("tariff_ore", sa.Integer(), nullable=False),
        sa.Column("basis_ore", sa.Integer(), nullable=True),
        sa.Column("service_ore", sa.Integer(), nullable=True),
        sa.Column("supplementary_ore", sa.Integer(), nullable=True),
        sa.Column("places_hundredths", sa.Integer(), nullable=True),
        sa.Column("occupancy_ppm", sa.Integer(), nullable=True),
        sa.Column("overhead_ppm", sa.Integer(), nullable=True),
        sa.Column("adjustment_ore", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["tariff_file.id"],
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tariff_service.id"],
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"],
            ["tariff_file.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_tariff_line_holds",
        "tariff_line",
        ["year", "service_id"],
        unique=True,
        sqlite_where=sa.text("superseded_by IS NULL"),
        postgresql_where=sa.text("superseded_by IS NULL"),
    )
