"""Drafts a migration from what the tables say and the migrated schema lacks; read it before use.

`.venv/bin/python -m tools.draft_migration 2027_01_15_contact_validity "Contacts have validity"`
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from models.database import make_engine
from models.migrate import configuration, migrate

ARGUMENTS = 3


def main() -> int:
    if len(sys.argv) != ARGUMENTS:
        sys.stderr.write("usage: python -m tools.draft_migration DATED_NAME MESSAGE\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'now.db'}")
        migrate(engine)
        with engine.connect() as connection:
            config = configuration()
            config.attributes["connection"] = connection
            command.revision(config, sys.argv[2], autogenerate=True, rev_id=sys.argv[1])
        engine.dispose()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
