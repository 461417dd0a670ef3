"""A day of a round: what the weather lets the engine do, and the acts in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.advance_rounds import advance_rounds
from actions.correct_clock import correct_clock
from actions.deliver_letters import deliver_letters
from actions.remind_seats import remind_seats
from models.database import transaction
from models.letter import Letter
from models.settings import get_settings
from models.vocabulary import RoundState
from notifications.leases import UNFINISHED
from rules.danish_time import at
from tests.dump import changed, dump
from tests.simulation.acts import Act
from tests.simulation.acts_of_parties import PARTIES
from tests.simulation.acts_on_rounds import ON_ROUNDS
from tests.simulation.acts_on_seats import ON_SEATS
from tests.simulation.acts_on_the_way import ON_THE_WAY
from tests.simulation.fate import Fate
from tests.simulation.post import Copy, Died, Mood
from tests.simulation.view import Glance, View, glance, view
from tests.simulation.weather import FIRST_DAY, LAST_DAY, MOODS, Trouble, Weather
from tests.simulation.world import Killed, World

MORNING = time(9, 5)
ODD_HOURS = (time(0, 5), time(7, 5), time(16, 50), time(17, 5), time(23, 50))
SECRETARIAT = (*ON_SEATS, *ON_ROUNDS)
MINUTES = 4
PARTY = (*PARTIES, *ON_THE_WAY)
ACTS_A_DAY = {RoundState.DRAFT: 0.25, RoundState.OPEN: 1.5, RoundState.COMPLETE: 0.6}


@dataclass(frozen=True, slots=True)
class Pass:
    """One run of the reactions.

    onwards  the engine's clock only went on from where it had been
    before   seats and rounds as they were before it
    last     id of the last event it may have recorded
    again    rows that changed when it was run a second time
    """

    now: datetime
    onwards: bool
    before: Glance
    last: int
    again: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Copies that arrived in one run, and seats and rounds as they were meanwhile."""

    copies: list[Copy]
    meanwhile: Glance


@dataclass(slots=True)
class Day:
    """What the invariants look at; `events` are those of the day with their personal data."""

    world: World
    before: View
    after: View
    events: Sequence[Any] = ()
    passes: list[Pass] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)


class Days:
    """A world's days, one by one."""

    def __init__(self, world: World, weather: Weather, fate: Fate) -> None:
        self.world, self.weather, self.fate = world, weather, fate
        with transaction(world.engine) as session:
            self._seen, _ = view(session)

    def __iter__(self) -> Iterator[Day]:
        for number in range((LAST_DAY - FIRST_DAY).days + 1):
            yield self._live(FIRST_DAY + timedelta(days=number))

    def _live(self, date_: date) -> Day:
        world, spells = self.world, self.weather.on(date_)
        troubles = [spell.trouble for spell in spells]
        world.skew = next((spell.by for spell in spells if spell.by), timedelta())
        world.post.mood = next((MOODS[t] for t in troubles if t in MOODS), Mood.FINE)
        if spells:
            world.now = at(date_, time(0, 1))
            world.tell("weather", ", ".join(sorted({spell.words for spell in spells})))
        day = Day(world, self._seen, self._seen)
        if Trouble.MACHINE_DOWN not in troubles:
            self._busy(day, date_, engine=Trouble.ENGINE_DOWN not in troubles)
        with transaction(world.engine) as session:
            day.after, day.events = view(session, self._seen)
        self._seen = day.after
        return day

    def _busy(self, day: Day, date_: date, *, engine: bool) -> None:
        """Acts at any hour; the engine runs once, and delivers again at the end of the day."""
        chance = self.world.chance
        run = MORNING if chance.random() < 0.7 else chance.choice(ODD_HOURS)
        acts = [
            (time(chance.randint(6, 22), chance.randrange(60)), act) for act in self._acts(date_)
        ]
        early = [(when, act) for when, act in acts if when < run]
        late = [(when, act) for when, act in acts if when >= run]
        before: Glance = self._seen
        if early:
            self._do(date_, early)
            before = self._look()
        self.world.now = at(date_, run)
        if engine:
            self._deliver(day, self._react(day, before))
        if late:
            self._do(date_, late)
            self.world.now = at(date_, time(23, 55))
            if engine:
                self._deliver(day, self._look())

    def _acts(self, date_: date) -> Iterator[tuple[str, Act]]:
        chance, round_ = self.world.chance, self._seen.rounds[self.world.round_id]
        rate = ACTS_A_DAY.get(round_.state, 0.1)
        while chance.random() < rate / (1 + rate):
            who, table = chance.choice([("party", PARTY), ("secretariat", SECRETARIAT)])
            (act,) = chance.choices(table, [act.weight for act in table])
            yield who, act
        yield from (("secretariat", act) for act in self.fate.due(date_, self._seen, round_.id))

    def _do(self, date_: date, acts: list[tuple[time, tuple[str, Act]]]) -> None:
        for when, (who, act) in sorted(acts, key=lambda one: one[0]):
            self.world.now = at(date_, when)
            self.world.attempt(who, act.name, act.do)

    def _react(self, day: Day, before: Glance) -> Glance:
        world, onwards = self.world, self.world.passes()
        try:
            reminded = self._tick(may_die=True)
        except Killed:
            world.tell("engine", "killed before a commit; runs again")
            reminded = self._tick()
        after = self._look(before)
        happened = after.last_event - before.last_event
        again: dict[str, list[Any]] = {}
        if happened:
            world.tell("engine", f"{happened} events, {reminded} reminders fell due")
        if happened or world.chance.random() < 0.1:
            again = self._repeated()
        day.passes.append(Pass(world.clock, onwards, before, after.last_event, again))
        return after

    def _tick(self, *, may_die: bool = False) -> int:
        """As `rammeaftale tick` and the flows do it, with the time as a parameter."""
        world = self.world
        with transaction(world.engine) as session:
            correct_clock(session, world.clock)
            advance_rounds(session, world.clock)
            if may_die:
                world.may_die()
        with transaction(world.engine) as session:
            reminded = remind_seats(session, world.clock)
            if may_die:
                world.may_die()
        return reminded

    def _repeated(self) -> dict[str, list[Any]]:
        with Session(self.world.engine) as session:
            before = dump(session)
        self._tick()
        with Session(self.world.engine) as session:
            after = dump(session)
        return {} if before == after else changed(before, after)

    def _deliver(self, day: Day, meanwhile: Glance) -> None:
        """By the minute, as long as something is due: a pace may hold some letters back."""
        world, arrived = self.world, len(self.world.post.copies)
        for _ in range(MINUTES):
            with transaction(world.engine) as session:
                waiting = sorted(session.exec(WAITING, params={"now": world.clock}))
            for sandbox in waiting:
                self._send(sandbox=sandbox)
            if not waiting:
                break
            world.now += timedelta(minutes=1)
        copies = world.post.copies[arrived:]
        if copies:
            world.tell("post", f"{len(copies)} letters arrive")
        day.deliveries.append(Delivery(copies, meanwhile))

    def _send(self, *, sandbox: bool) -> None:
        world = self.world
        world.post.now = world.clock
        wishes = {"smtp_url": world.post.url, "letters_per_minute": world.pace}
        settings = get_settings().model_copy(update=wishes)
        try:
            deliver_letters(world.clock, sandbox=sandbox, settings=settings, engine=world.engine)
        except Died:
            world.tell("delivery", "killed after the server's 250")

    def _look(self, before: Glance | None = None) -> Glance:
        with transaction(self.world.engine) as session:
            return glance(session, before)


WAITING = (
    select(Letter.sandbox)
    .where(col(Letter.state).in_(UNFINISHED), col(Letter.attempt_at) <= bindparam("now"))
    .distinct()
)
