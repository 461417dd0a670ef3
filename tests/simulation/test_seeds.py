"""Thirteen months of a Hovedstaden round, thirty parties, whatever happens: a seed is a story.

`make simulate` runs 200 seeds, `make simulate SEEDS=17` one. Letters go to a scripted post in the
courier's place: over a wire they would be half of the time (`test_seeds_elsewhere.py` has some that
do).
"""

import pytest
from sqlalchemy import Engine

from tests.databases import sqlite_only
from tests.simulation.harness import seeds, simulate


@sqlite_only
@pytest.mark.parametrize("seed", seeds("1-12"))
def test_a_round(engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(engine, seed, monkeypatch)
