"""What goes on on a single machine while its processes are killed, one step per kill."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Semaphore

from sqlmodel import SQLModel, col, func, select

from actions.sign_in import create_api_key
from models.database import make_engine, reading, transaction
from models.event import Event
from models.letter import Letter
from models.migrate import migrate
from models.round import Round
from models.seat import Seat
from models.vocabulary import LetterKind, Role
from rules.danish_time import danish_date
from tests.chaos import verdict
from tests.chaos.archive import Archive
from tests.chaos.parties import Parties
from tests.chaos.secretariat import Secretariat
from tests.chaos.single import KILLED, Machine, Point
from tests.load.builders import Party, parties_of

KKR = "nordjylland"
AT_ONCE = 5
ENOUGH = 8  # letters, for any of the points to be reached
A_MOMENT = 0.1  # seconds; a random kill comes within it
TELLING = 30.0  # seconds until a party that will be told has been told
LATER = timedelta(minutes=3)  # the lease of whoever was killed has ended


class Life:
    """Rounds of twelve parties, one after the other; every step returns the promises it broke."""

    def __init__(self, machine: Machine, folder: Path, chance: random.Random) -> None:
        self._machine, self._chance = machine, chance
        self._engine = make_engine(f"sqlite:///{folder}/rammeaftale.db")
        migrate(self._engine)
        with transaction(self._engine) as session:
            _, key = create_api_key(session, Role.SECRETARIAT, datetime.now(UTC))
        self._secretariat = Secretariat([machine.url], key, chance)
        self._parties = Parties([machine.url], chance)
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._rounds: list[int] = []
        self._silent: list[Party] = []
        self._told = Semaphore(0)
        self._ahead = timedelta(0)  # of the real clock, which the web processes go by

    def __enter__(self) -> "Life":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        self._parties.close()
        self._secretariat.close()
        self._engine.dispose()

    @property
    def told(self) -> dict[str, int]:
        journal = self._parties.journal
        return {
            "rounds": len(self._rounds),
            "acknowledged": len(journal.acknowledged),
            "found": len(journal.found),
            "given up": len(journal.open),
        }

    @property
    def _now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def answer(self, point: Point | None) -> list[str]:
        """One party at the point, several at once at a random moment."""
        if len(self._silent) < AT_ONCE:
            self._served(self._start_round)
        mine = [self._silent.pop() for _ in range(1 if point else AT_ONCE)]
        found: list[str] = []

        def look() -> None:
            with reading(self._engine) as session:
                there = verdict.answered(session, mine[0].seat_id)
            if point and there is not point.committed:
                found.append(f"the answer is {'' if there else 'not '}there")

        self._killed(point, lambda: self._parties.answer(mine, self._told.release), look)
        seats = [party.seat_id for party in mine]
        with reading(self._engine) as session:
            return found + list(verdict.seat_problems(session, seats, self._parties.journal))

    def start(self, point: Point | None) -> list[str]:
        """A round is whole or not there; asked for again it is made once."""
        found: list[str] = []

        def look() -> None:
            if point and (self._count(Round) > len(self._rounds)) is not point.committed:
                found.append(f"{self._count(Round)} rounds after {len(self._rounds)}")

        self._killed(point, self._start_round, look)
        if self._count(Round) != len(self._rounds):
            found.append(f"{self._count(Round)} rounds, {len(self._rounds)} were meant")
        return found

    def deliver(self, point: Point | None) -> list[str] | None:
        """What it held is left to the next one, a lease later; null: it was killed too late."""
        with reading(self._engine) as session:
            waiting = verdict.waiting(session, self._rounds)
        if waiting < ENOUGH:
            self._served(self._start_round)
        pid = self._machine.start("deliver", point, self._now)
        if point is None:
            time.sleep(self._chance.random() * 3 * A_MOMENT)
            if not self._machine.kill(pid):
                return None
        elif (code := self._machine.wait(pid)) != KILLED:
            return [f"the deliverer ended with {code}"]
        self._ahead += LATER
        code = self._machine.run("deliver", self._now)
        return [f"the next one ended with {code}"] if code else []

    def remind(self, point: Point) -> list[str]:
        """When the next morning's reminders are all due: killed, run again, and once more for
        nothing."""
        self._served(self._start_round)
        with reading(self._engine) as session:
            moments = select(Seat.next_letter_at).where(col(Seat.next_letter_at).is_not(None))
            planned = [moment for moment in session.exec(moments) if moment]
            morning = danish_date(min(planned))
            due_at = max(moment for moment in planned if danish_date(moment) == morning)
            due = session.exec(select(Seat.id).where(col(Seat.next_letter_at) <= due_at)).all()
        before, found = self._reminders(), []
        self._ahead = max(self._ahead, due_at - datetime.now(UTC))
        code = self._machine.run("remind", due_at, point)
        if code != KILLED:
            found.append(f"the engine ended with {code}")
        wanted = tuple(count + len(due) for count in before)
        for expected in (wanted if point.committed else before, wanted, wanted):
            if self._reminders() != expected:
                found.append(f"{self._reminders()} reminders and letters, {expected} expected")
            assert self._machine.run("remind", due_at) == 0
        return found

    def final_problems(self, archive: Archive) -> list[str]:
        """When all letters have left."""
        with reading(self._engine) as session:
            left = verdict.waiting(session, self._rounds)
        self._ahead += LATER
        assert not left or self._machine.run("deliver", self._now) == 0
        with reading(self._engine) as session:
            return [
                *verdict.problems(session, self._rounds, self._parties.journal),
                *verdict.letter_problems(session, self._rounds, archive),
            ]

    def _killed(
        self, point: Point | None, act: Callable[[], None], look: Callable[[], None]
    ) -> None:
        """The web process is killed while `act` goes on, at random after none to all but one of the
        parties were told; after a look the next one serves it."""
        self._told = Semaphore(0)
        pid = self._machine.start("web", point)
        acting = self._pool.submit(act)
        if point is None:
            for _ in range(self._chance.randrange(AT_ONCE)):
                self._told.acquire(timeout=TELLING)
            time.sleep(self._chance.random() * A_MOMENT)
            self._machine.kill(pid)
        else:
            code = self._machine.wait(pid)
            assert code == KILLED, f"the web process ended with {code} at {point}"
        look()
        self._served(acting.result)

    def _served(self, act: Callable[[], object]) -> None:
        pid = self._machine.start("web")
        act()
        self._machine.kill(pid)

    def _start_round(self) -> None:
        id_ = self._secretariat.start_round(f"life{len(self._rounds)}", KKR)
        self._rounds.append(id_)
        with reading(self._engine) as session:
            self._silent += parties_of(session, session.get_one(Round, id_))

    def _reminders(self) -> tuple[int, ...]:
        with reading(self._engine) as session:
            events = select(func.count()).where(Event.kind == "reminder.fell_due")
            letters = select(func.count()).where(Letter.kind == LetterKind.REMINDER)
            return session.exec(events).one(), session.exec(letters).one()

    def _count(self, table: type[SQLModel]) -> int:
        with reading(self._engine) as session:
            return session.exec(select(func.count()).select_from(table)).one()
