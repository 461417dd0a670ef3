"""Thirteen months of a Hovedstaden round, thirty parties, whatever happens: a seed is a story.

`make simulate` lives 200 of them, `make simulate SEEDS=17` one.
"""

import pytest
from sqlalchemy import Engine

from tests.databases import sqlite_only
from tests.simulation.harness import seeds, simulate


@sqlite_only
@pytest.mark.parametrize("seed", seeds("1-9"))
def test_a_round(engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(engine, seed, monkeypatch)
