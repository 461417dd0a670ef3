"""One round on a real database, the hands that touch it, and what the outside world knows of it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from actions.create_round import create_round
from actions.load import round_by_id
from models.database import transaction
from models.round import Round
from models.seat import Answer
from models.vocabulary import ContactRole
from rules.planning import Wanted
from rules.refusal import Refusal
from rules.timeline import LONG_GAP
from tests.builders import BY, contacts_for
from tests.simulation.post import Post

TEMPLATE, KKR = "hovedstaden-2021-2022", "hovedstaden"
PACES = (0, 20, 300)  # letters a minute; all our addresses are in one domain
KILLS = 0.02  # of everything that is about to be committed
T = TypeVar("T")


class Killed(Exception):
    """The process died before its commit."""


class Nothing(Exception):
    """There was nobody to do it to."""


class Accepted(AssertionError):
    """The product took what it must refuse."""


@dataclass(slots=True)
class Ledger:
    """What parties and secretariat were told, kept outside the product.

    acknowledged  chain head and name typed, by the receipt the party was shown
    unheard       names typed in requests that were refused or never answered
    asked_again   letters the secretariat had sent once more, by id
    """

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    unheard: set[str] = field(default_factory=set)
    asked_again: Counter[int] = field(default_factory=Counter)
    _typed: int = 0

    def types_a_name(self) -> str:
        self._typed += 1
        name = f"Anna Ø nummer {self._typed}"
        self.unheard.add(name)
        return name

    def hear(self, name: str) -> None:
        """What was said under it was recorded, and is no answer."""
        self.unheard.discard(name)

    def acknowledge(self, answer: Answer) -> None:
        self.hear(answer.name)
        self.acknowledged[answer.receipt] = (answer.chain_head, answer.name)


class World:
    """now    the true time; `clock` is what the machine believes
    lived  the latest instant at which the timeline was, by the machine's clock
    gaps   from and to of each stretch of more than a week in which nobody saw to it
    """

    def __init__(self, engine: Engine, seed: int, now: datetime) -> None:
        self.engine, self.seed, self.chance = engine, seed, Random(seed)
        random.seed(seed)  # the product's own chances: waits between a letter's attempts
        self.now, self.skew = now, timedelta()
        self.post = Post(Random(self.chance.random()), now)
        self.pace = self.chance.choice(PACES)
        self.ledger = Ledger()
        self.story: list[str] = []
        self.lived, self.gaps = now, list[tuple[datetime, datetime]]()
        self.sandbox_id: int | None = None
        with transaction(engine) as session:
            self.round_id = self._begin(session)
        self.tell("secretariat", f"makes round {self.round_id}")

    def _begin(self, session: Session) -> int:
        """Some parties have no contact yet, some have a ladder, some an address that bounces."""
        agenda = contacts_for(KKR, day=self.now.date(), role=ContactRole.AGENDA_SECRETARIAT)
        primary = contacts_for(KKR, day=self.now.date())
        director = contacts_for(KKR, day=self.now.date(), role=ContactRole.DIRECTOR)
        given = self.chance.sample(primary, len(primary) - self.chance.randint(0, 3))
        given += self.chance.sample(director, self.chance.randint(0, 8))
        given += self.chance.sample(agenda, self.chance.randint(0, 8))
        self.post.refused.update(x.email for x in self.chance.sample(given, 2))
        round_ = create_round(session, Wanted(TEMPLATE), self.now, BY, given)
        return round_.id or 0

    @property
    def clock(self) -> datetime:
        return self.now + self.skew

    def unit(self, work: Callable[[Session, Round], T]) -> T:
        """A door's unit of work on the round; now and then the process dies before its commit."""
        with transaction(self.engine) as session:
            result = work(session, round_by_id(session, self.round_id))
            self.may_die()
        return result

    def may_die(self) -> None:
        if self.chance.random() < KILLS:
            raise Killed

    def passes(self) -> bool:
        """The engine is about to run; true when its clock only goes on from where it was."""
        if self.lived > self.clock + LONG_GAP:
            self.lived = self.clock  # put right: what lies ahead was no gap
            self.gaps = [gap for gap in self.gaps if gap[1] <= self.clock]
        onwards = self.clock >= self.lived
        self.lives()
        return onwards

    def lives(self) -> None:
        """The timeline is lived up to now."""
        if self.clock - self.lived > LONG_GAP:
            self.gaps.append((self.lived, self.clock))
        self.lived = max(self.lived, self.clock)

    def tell(self, who: str, what: str) -> None:
        off = f" [clock {self.clock:%Y-%m-%d %H:%M}]" if self.skew else ""
        self.story.append(f"{self.now:%a %Y-%m-%d %H:%M}{off} {who}: {what}")

    def attempt(self, who: str, name: str, act: "Callable[[World], str]") -> None:
        """What a refusal says and a death left behind is part of the story; others are faults."""
        try:
            what = act(self)
        except Nothing:
            return
        except Refusal as refusal:
            what = f"refused: {refusal.message}"
        except Killed:
            what = "killed before the commit"
        self.tell(who, f"{name}: {what}")
