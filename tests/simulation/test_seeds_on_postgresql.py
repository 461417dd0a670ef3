"""Some of the stories on PostgreSQL; a file of its own, so that another worker lives them."""

import pytest
from sqlalchemy import Engine

from tests.simulation.harness import seeds, simulate


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seed", seeds("19-20"))
def test_a_round(engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(engine, seed, monkeypatch)
