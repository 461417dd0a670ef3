"""From a seed to thirteen months, and from a broken promise to a story somebody can read."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from actions import deliver_letters as delivery
from notifications.smtp import Courier
from notifications.smtp_server import Server
from rules.danish_time import start_of
from tests.letters.post_office import serving
from tests.simulation.days import Day, Days
from tests.simulation.fate import Fate
from tests.simulation.invariants import INVARIANTS, at_the_end
from tests.simulation.post import MoodyOffice, MortalCourier, Post
from tests.simulation.weather import FIRST_DAY, Weather
from tests.simulation.world import World

LAST_LINES = 25


def seeds(usual: str) -> range:
    """`SIMULATE_SEEDS`, `17` or `1-200`, in place of the suite's own."""
    first, _, last = os.environ.get("SIMULATE_SEEDS", usual).partition("-")
    return range(int(first), int(last or first) + 1)


def simulate(engine: Engine, seed: int, patch: pytest.MonkeyPatch) -> None:
    """Live the seed's thirteen months; a day on which a promise is broken ends the test."""
    world = World(engine, seed, start_of(FIRST_DAY))
    weather, fate = Weather.drawn(world.chance), Fate.drawn(world.chance)
    day = None
    with delivering_to(world.post, patch):
        try:
            for day in Days(world, weather, fate):
                _judge(world, day)
        except Exception as error:
            error.add_note(_story(world))
            raise
    assert day is not None
    problems = list(at_the_end(day))
    if problems:
        pytest.fail(_story(world, ["at the end", *problems]), pytrace=False)


def _judge(world: World, day: Day) -> None:
    problems = [
        f"invariant {invariant.number}, {invariant.name}: {problem}"
        for invariant in INVARIANTS
        for problem in invariant.problems(day)
    ]
    if problems:
        pytest.fail(_story(world, problems), pytrace=False)


@contextmanager
def delivering_to(post: Post, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Real letters go to the simulated post, the sandbox's to the built-in mailbox as ever.

    Time stands still while letters are delivered: how fast the machine is is no part of a story.
    """

    def courier(server: Server, sender: str) -> Courier:
        ours = server == Server.of(post.url)
        return MortalCourier(server, sender, post) if ours else Courier(server, sender)

    patch.setattr(delivery, "Courier", courier)
    patch.setattr(delivery, "_moving", lambda now: lambda: now)
    office = MoodyOffice(post)
    with serving(office):
        post.address = office.url
        yield


def _story(world: World, problems: Sequence[str] = ()) -> str:
    test = os.environ["PYTEST_CURRENT_TEST"].partition("[")[0]
    lines = [
        f"seed {world.seed}, the last of {len(world.story)} lines:",
        *(f"  {line}" for line in world.story[-LAST_LINES:]),
        *(f"BROKEN {problem}" for problem in problems),
        f"just this seed: SIMULATE_SEEDS={world.seed} .venv/bin/pytest {test}",
    ]
    return "\n".join(lines)
