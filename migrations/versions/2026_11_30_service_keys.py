"""On PostgreSQL triggers check which operators tariff services refer to, a statement at a time"""

from alembic import op

from models import tariff_keys

revision = "2026_11_30_service_keys"
down_revision = "2026_11_30_tariff_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    name = "tariff_service_operator_id_fkey"
    op.drop_constraint(name, "tariff_service", type_="foreignkey")
    tariff_keys.install(op.get_bind())
