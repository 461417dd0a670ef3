"""A round and what belongs to it: timeline, deadlines and recommendation points."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant, instant_or_none, word, word_or_none
from models.vocabulary import Assurance, DeadlineKind, RoundResult, RoundState, Silence


class Round(SQLModel, table=True):
    """One question to every party before a deadline.

    kind             name of the kind of question it asks (see `rules/questions/registry.py`)
    deadline         Danish calendar date in force; the round's time ends with that day
    clock            the sandbox's own instant; null: the round follows real time
    policy           reminder policy, as in the template (see `rules/reminders.py`)
    parties, answered, approved, without_contact
                     counters kept in the transaction that changes them
    announced_at     when the announcement was queued; opened_at when sign-off opened; null: not yet
    advanced_to      the instant up to which the timeline has been lived; null before the first pass
    monitor_code     unguessable part of the monitor's address
    end_reason       why it was cancelled, or what was said when it was closed; empty: nothing
    presentation     what the proposed case presentation says of the agreement, a paragraph a line;
                     empty: what holds for any
    names_parties    true only by consent: the monitor then names who is missing
    extends_to       the agreement's new last day when the round succeeds; null: it stays
    silence          what a party's silence after the deadline means
    assurance        how sure whoever answers by a link has to be: `link` or `oidc`
    """

    __table_args__ = (Index("ix_round_live", "state", "sandbox"),)

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: int = Field(foreign_key="agreement.id", index=True)
    version_id: int = Field(foreign_key="agreement_version.id")
    template: str
    kind: str
    title: str
    state: RoundState = word(RoundState, RoundState.DRAFT)
    result: RoundResult | None = word_or_none(RoundResult)
    sandbox: bool = False
    clock: datetime | None = instant_or_none()
    deadline: date
    policy: dict[str, Any] = Field(sa_type=CanonicalJson)
    parties: int = 0
    answered: int = 0
    approved: int = 0
    without_contact: int = 0
    created_at: datetime = instant()
    announced_at: datetime | None = instant_or_none()
    opened_at: datetime | None = instant_or_none()
    ended_at: datetime | None = instant_or_none()
    advanced_to: datetime | None = instant_or_none()
    end_reason: str = ""
    monitor_code: str = Field(unique=True)
    names_parties: bool = False
    presentation: str = ""
    silence: Silence = word(Silence, Silence.TASK)
    assurance: Assurance = word(Assurance, Assurance.LINK)
    extends_to: date | None = None
    secretariat_name: str
    secretariat_email: str
    secretariat_phone: str = ""

    @property
    def missing(self) -> int:
        return self.parties - self.answered


class Step(SQLModel, table=True):
    """A point on the round's timeline.

    planned_on  Danish calendar date; null: not fixed
    set_on      the date that was set for it; planned later when what it waits for is
    held_on     the date it took place; null: not yet
    halted      it took place, and what waits for it does not go on: not recommended, or sent back
    after       key of the step this one waits for; empty: none
    lag_working_days
                the least distance to that one
    bound_to    `deadline` or `period`: the date follows that and nothing else; empty: neither
    source      where the date comes from
    """

    __table_args__ = (UniqueConstraint("round_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    position: int
    key: str
    title: str
    planned_on: date | None = None
    set_on: date | None = None
    held_on: date | None = None
    outcome: str = ""
    halted: bool = False
    minutes_reference: str = ""
    after: str = ""
    lag_working_days: int = 1
    bound_to: str = ""
    source: str = ""


class DeadlineFact(SQLModel, table=True):
    """A deadline that was set, applied for, granted or extended; history is never edited.

    in_force_at  the instant from which it counted; null: it never did, e.g. only applied for
                 (which one counts now is `in_force` in `rules/deadlines.py`)
    """

    __tablename__ = "deadline_fact"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    kind: DeadlineKind = word(DeadlineKind)
    falls_on: date
    source: str
    reason: str = ""
    recorded_at: datetime = instant()
    in_force_at: datetime | None = instant_or_none()


class RecommendationPoint(SQLModel, table=True):
    """A numbered point (indstillingspunkt) that the council decides on; numbers count from 1."""

    __tablename__ = "recommendation_point"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    number: int
    text: str
