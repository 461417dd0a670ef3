"""On PostgreSQL triggers check what tariff lines refer to, a statement at a time"""

from alembic import op

from models import tariff_keys

revision = "2026_11_30_tariff_keys"
down_revision = "2026_11_29_enclosed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for column in ("service_id", "file_id", "superseded_by"):
        op.drop_constraint(f"tariff_line_{column}_fkey", "tariff_line", type_="foreignkey")
    tariff_keys.install(op.get_bind())
