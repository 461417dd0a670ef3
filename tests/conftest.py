"""What tests share: an environment without surprises, and the databases the product runs on."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, make_url

from models.database import get_engine, make_engine
from models.keys import get_keys
from models.settings import Settings, get_settings
from tests.databases import (
    Cluster,
    cluster,
    migrated_file,
    with_what_is_compiled,
    without_waiting_for_the_disk,
)
from tests.order import ByFile, place

KEY = "a key for tests and for nothing else"
CACHES = (get_settings, get_engine, get_keys)

hypothesis_settings.register_profile(
    "house",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)
hypothesis_settings.load_profile("house")


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile | None:
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Settings of a new installation, whatever the shell or a `.env` beside says."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"RAMMEAFTALE_{name.upper()}", raising=False)
    monkeypatch.setenv("RAMMEAFTALE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("RAMMEAFTALE_SECRET_KEY", KEY)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    _forget()
    yield monkeypatch
    _forget()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """One server per session, started when the first test asks for it."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_file(tmp_path_factory.mktemp("sqlite") / "migrated.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of the test's own, once per kind of database.

    For one kind only: `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        with running.database() as url:
            yield url
        return
    template: Path = request.getfixturevalue("sqlite_template")
    (tmp_path / "var").mkdir(exist_ok=True)
    shutil.copyfile(template, tmp_path / "var" / "rammeaftale.db")
    yield f"sqlite:///{tmp_path / 'var' / 'rammeaftale.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table, once per kind of database."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        if request.param == "postgresql":
            running: Cluster = request.getfixturevalue("postgresql")
            url = stack.enter_context(running.database("template1"))
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def engine(environment: pytest.MonkeyPatch, database_url: str) -> Iterator[Engine]:
    """A migrated, empty database; the engine that `get_engine` gives to whoever asks."""
    environment.setenv("RAMMEAFTALE_DATABASE_URL", database_url)
    _forget()  # starting a cluster has read the settings
    engine = get_engine()
    if make_url(database_url).get_backend_name() == "sqlite":
        without_waiting_for_the_disk(engine)
    with_what_is_compiled(engine)
    yield engine
    engine.dispose()


def _forget() -> None:
    for cached in CACHES:
        cached.cache_clear()
