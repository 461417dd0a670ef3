"""One real Prefect for this folder, and an empty database of ours for one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import get_engine
from models.migrate import migrate
from models.settings import get_settings
from tests.prefect.service import prefect_server

__all__ = ["prefect_server"]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RAMMEAFTALE_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    get_engine.cache_clear()
    migrate(get_engine())
    yield
    get_engine().dispose()
    get_settings.cache_clear()
    get_engine.cache_clear()
