"""One machine on SQLite whose processes are killed at named points and at random.

After each kill the party's answer is there whole or not at all, as the point says, and the service
goes on from what it finds. CHAOS_KILLS and CHAOS_SEED say how often and by
which chances.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import inspect

from models.database import make_engine
from tests.chaos.archive import Archive
from tests.chaos.life import Life
from tests.chaos.single import KILLED, Point, machine
from tests.conftest import KEY

KILLS = int(os.environ.get("CHAOS_KILLS", "20"))
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.randrange(1, 1_000_000)
logger = logging.getLogger(__name__)

BEFORE, AFTER = Point("before", "COMMIT"), Point("after", "COMMIT")
ANSWERING = [
    Point("before", "INSERT INTO answer"),
    Point("after", "INSERT INTO answer"),
    Point("before", "INSERT INTO event "),
    Point("after", "INSERT INTO event_private"),
    Point("after", "UPDATE seat"),
    Point("after", "UPDATE chain"),
    Point("after", "UPDATE round"),
    Point("after", "INSERT INTO letter"),
]
STARTING = [
    Point("after", "INSERT INTO seat"),
    Point("after", "INSERT INTO contact"),
    Point("after", "INSERT INTO letter"),
]
REMINDING = [Point("after", "INSERT INTO event ", 3), Point("after", "INSERT INTO letter")]
DELIVERING = [
    *(Point(when, "COMMIT", nth) for when in ("before", "after") for nth in (1, 2, 3, 4, 7)),
    Point("after", "UPDATE letter", 3),
]
MIGRATING = [Point("after", "CREATE TABLE seat"), Point("after", "CREATE TRIGGER"), BEFORE, AFTER]
STEPS: list[tuple[str, Point | None]] = [
    *(("answer", point) for point in [*ANSWERING, BEFORE, AFTER, None, None, None, None]),
    *(("start", point) for point in [*STARTING, BEFORE, AFTER]),
    *(("deliver", point) for point in [*DELIVERING, None, None]),
    *(("remind", point) for point in [*REMINDING, BEFORE, AFTER]),
]


@pytest.fixture
def archive() -> Iterator[Archive]:
    archive = Archive()
    with archive.open():
        yield archive


@pytest.mark.usefixtures("environment")
def test_whatever_is_killed_when(archive: Archive, tmp_path: Path) -> None:
    logger.info("seed %d, %d kills", SEED, KILLS)
    chance = random.Random(SEED)
    steps = list(STEPS)
    chance.shuffle(steps)
    done: Counter[str] = Counter()
    with machine(tmp_path, archive.port, KEY) as ours, Life(ours, tmp_path, chance) as life:
        for kind, point in cycle(steps):
            problems = getattr(life, kind)(point)
            assert not problems, f"seed {SEED}: {kind} {point}: {problems}"
            done[f"{kind}: {point or 'at random'}"] += problems is not None
            if done.total() == KILLS:
                break
        assert life.final_problems(archive) == [], f"seed {SEED}"
        told = life.told
    logger.info("%s", dict(done))
    logger.info("%s", told)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("point", MIGRATING, ids=str)
def test_a_killed_migration_is_whole_or_not_at_all(point: Point, tmp_path: Path) -> None:
    with machine(tmp_path, 9, KEY) as ours:
        assert ours.wait(ours.start("migrate", point)) == KILLED
        assert (len(tables(tmp_path)) > 1) is point.committed
        assert ours.wait(ours.start("migrate")) == 0
    assert {"event", "seat"} <= set(tables(tmp_path))


def tables(folder: Path) -> list[str]:
    engine = make_engine(f"sqlite:///{folder}/rammeaftale.db")
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names
