"""The same stories on PostgreSQL, and with a real SMTP server on loopback that has the faults."""

import pytest
from sqlalchemy import Engine

from tests.databases import sqlite_only
from tests.simulation.harness import seeds, simulate


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seed", seeds("101-103"))
def test_on_postgresql(engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(engine, seed, monkeypatch)


@sqlite_only
@pytest.mark.parametrize("seed", seeds("201-205"))
def test_over_smtp(engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(engine, seed, monkeypatch, wire=True)
