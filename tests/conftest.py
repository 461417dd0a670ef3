"""What several kinds of tests stand on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import make_engine
from models.migrate import migrate


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of this release's schema, made once and copied per test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(_migrated: Path, tmp_path: Path) -> Iterator[Engine]:
    """A migrated, empty SQLite database of the test's own."""
    path = tmp_path / "test.db"
    shutil.copy(_migrated, path)
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()
