"""Alembic's environment: always on a connection that `models.migrate` opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import DateTime, Enum, Text

from models import tariff_keys
from models.columns import CanonicalJson, UtcDateTime
from models.tables import metadata


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Plain types in migration files, so that a later change of ours does not rewrite history."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime | DateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, CanonicalJson | Text):
        return "sa.Text()"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return "sa.String()" if type(item).__name__ == "AutoString" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=render,
    include_object=tariff_keys.compared(connection),
    render_as_batch=False,
)
context.run_migrations()
