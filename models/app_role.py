"""On PostgreSQL the service runs as a role that can add events and change none.

The tables belong to the role that migrates. Triggers stop mistakes of ours; that the service is not
the owner stops whoever got hold of its credentials, since an owner can drop a trigger.
"""

from sqlalchemy import Connection, text

from models.append_only import TABLE
from models.settings import SettingsError

MAY = "SELECT, INSERT, UPDATE, DELETE"
STATEMENTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    f"GRANT {MAY} ON ALL TABLES IN SCHEMA {{schema}} TO {{role}}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    # tables of later migrations: those that this role, the owner, will make
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} GRANT {MAY} ON TABLES TO {{role}}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "REVOKE ALL ON {schema}.alembic_version FROM {role}",
    "GRANT SELECT ON {schema}.alembic_version TO {role}",
    f"REVOKE ALL ON {{schema}}.{TABLE} FROM {{role}}",
    f"GRANT SELECT, INSERT ON {{schema}}.{TABLE} TO {{role}}",
)
FACTS = """
SELECT r.rolsuper AS super, pg_has_role(r.oid, t.relowner, 'MEMBER') AS owns
FROM pg_roles r, pg_class t WHERE r.rolname = :role AND t.oid = CAST(:table AS regclass)
"""


def grant(connection: Connection, role: str) -> None:
    """Give an existing role what the service needs. SettingsError where that would protect nothing.

    To be run as the owner of the tables, at every migration: it is the same each time.
    """
    if connection.dialect.name != "postgresql":
        raise SettingsError("--app-role: roles are PostgreSQL's, this database is SQLite")
    facts = connection.execute(text(FACTS), {"role": role, "table": TABLE}).first()
    if facts is None:
        raise SettingsError(f"--app-role: there is no role {role}; create it with LOGIN first")
    if facts.super or facts.owns:
        raise SettingsError(f"--app-role: {role} owns the tables or is a superuser; take another")
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    quoted = connection.scalar(text("SELECT quote_ident(:role)"), {"role": role})
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement.format(schema=schema, role=quoted))
