"""Empty databases of either kind, to restore into."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import make_engine
from models.migrate import migrate
from tests.databases import Cluster, without_waiting_for_the_disk


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Migrated and without a row, once per kind of database."""
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        with running.database() as url:
            engine = make_engine(url)
            yield engine
            engine.dispose()
        return
    engine = make_engine(f"sqlite:///{tmp_path}/restored.db")
    without_waiting_for_the_disk(engine)
    migrate(engine)
    yield engine
    engine.dispose()
