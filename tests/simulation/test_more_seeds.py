"""More of the stories; a file of their own, so that another worker lives them."""

import pytest
from sqlalchemy import Engine

from tests.databases import sqlite_only
from tests.simulation.harness import seeds, simulate


@sqlite_only
@pytest.mark.parametrize("seed", seeds("10-18"))
def test_a_round(engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(engine, seed, monkeypatch)
