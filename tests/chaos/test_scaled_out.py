"""Rounds of the whole country on a scaled-out installation whose processes are killed at random.

A round here is one question to all of Denmark: the four KKR's rounds at once, 98 municipalities and
four regions, since no KKR has more than 46. CHAOS_ROUNDS and CHAOS_SEED say
how many and which chances.
"""

import logging
import os
import random
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlmodel import Session

from models.round import Round
from tests.chaos import verdict
from tests.chaos.archive import Archive
from tests.chaos.parties import Parties
from tests.chaos.scaled_out import KINDS, ScaledOut, scaled_out
from tests.chaos.secretariat import Secretariat
from tests.load.builders import COUNTRY, PARTIES, Party, parties_of
from tests.patience import eventually

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "3"))
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.randrange(1, 1_000_000)
logger = logging.getLogger(__name__)
SPAN = PARTIES + PARTIES // 2
LETTERS_LEAVE_WITHIN = 300.0  # seconds; a lease that a killed worker held lasts one minute of them


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    archive = Archive()
    with archive.open():
        yield archive


@pytest.fixture(scope="module")
def service(archive: Archive) -> Iterator[ScaledOut]:
    with scaled_out(archive.port) as service:
        yield service


@pytest.fixture
def key(service: ScaledOut, environment: pytest.MonkeyPatch) -> str:
    """An API key; and this process derives links as the service does."""
    environment.setenv("RAMMEAFTALE_SECRET_KEY", service.environment["RAMMEAFTALE_SECRET_KEY"])
    return str(service.command("apikey", "create", "--role", "secretariat")["key"])


class Killer:
    """Kills one of each kind while parties answer and letters arrive, each after its own number of
    both; a worker may die while the server that took its letter has not said so yet."""

    def __init__(self, service: ScaledOut, chance: random.Random) -> None:
        self.told: list[str] = []
        self._service, self._chance = service, chance
        self._after = sorted((chance.randrange(SPAN), kind) for kind in KINDS)
        self._count, self._lock = 0, threading.Lock()

    def tell(self) -> None:
        """One more answer or letter."""
        with self._lock:
            self._count += 1
            while self._after and self._after[0][0] < self._count:
                _, kind = self._after.pop(0)
                self.told.append(self._service.kill(kind, self._chance))

    def done(self) -> bool:
        with self._lock:  # the last one may be dying
            return not self._after


def test_whatever_dies_every_answer_event_and_letter_is_found(
    service: ScaledOut, archive: Archive, key: str
) -> None:
    logger.info("seed %d, %d rounds", SEED, ROUNDS)
    chance = random.Random(SEED)
    eventually(lambda: service.complete, "Prefect, its workers and deployments")
    rounds: list[int] = []
    secretariat = Secretariat(service.urls, key, chance)
    clients = Parties(service.urls, chance)
    for number in range(1, ROUNDS + 1):
        eventually(lambda: service.whole, f"every process, seed {SEED}")
        killer = Killer(service, chance)
        archive.arrived = killer.tell
        mine = [secretariat.start_round(f"chaos{number}", kkr) for kkr in COUNTRY]
        rounds += mine
        clients.answer(_parties(service, mine), killer.tell)
        eventually(killer.done, f"letters to die by, seed {SEED}")
        logger.info("round %d: %s", number, "; ".join(killer.told))
        answers = partial(verdict.problems, rounds=mine, journal=clients.journal)
        assert _problems(service, answers) == [], f"seed {SEED}"
    clients.close()
    secretariat.close()
    journal = clients.journal
    told = len(journal.acknowledged), len(journal.found), len(journal.open)
    assert sum(told) == ROUNDS * PARTIES

    def all_left() -> bool:
        return not service.ask(lambda session: verdict.waiting(session, rounds))

    eventually(all_left, f"letters, seed {SEED}", LETTERS_LEAVE_WITHIN)
    letters = partial(verdict.letter_problems, rounds=rounds, archive=archive)
    assert _problems(service, letters) == [], f"seed {SEED}"
    answers = partial(verdict.problems, rounds=rounds, journal=journal)
    assert _problems(service, answers) == [], f"seed {SEED}"
    census = service.ask(lambda session: verdict.census(session, rounds))
    logger.info("acknowledged, found, given up: %s; letters: %s", told, dict(census))


def _problems(service: ScaledOut, question: Callable[[Session], Iterator[str]]) -> list[str]:
    return service.ask(lambda session: list(question(session)))


def _parties(service: ScaledOut, rounds: list[int]) -> list[Party]:
    def found(session: Session) -> list[Party]:
        mine = [session.get_one(Round, id_) for id_ in rounds]
        return [party for round_ in mine for party in parties_of(session, round_)]

    parties = service.ask(found)
    assert len(parties) == PARTIES
    return parties
