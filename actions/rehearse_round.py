"""A rehearsal: the round lives its future in a database of its own, and we read what it sent.

Nothing is worked out a second time: the copy is a sandbox round, its clock is moved by the very
action that moves a sandbox's, and the letters are those that its reactions queued.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update
from sqlmodel import Session, col

from actions.answer_seat import answer_seat
from actions.load import seat_by_code
from actions.move_clock import move_clock, next_occurrence
from actions.read_forecast import read_forecast
from actions.record import chain_of
from actions.write_answer import Teller
from models.database import scratch
from models.letter import Letter
from models.round import Round
from models.seat import Contact, Seat
from models.tables import metadata
from models.vocabulary import Body, LetterKind, LetterState, Outcome, PartyKind
from notifications.rehearsal_words import Occasion, why
from rules.closing import LIVE
from rules.danish_time import at, working_day_from
from rules.forecast import Verdict
from rules.lead_times import LeadTimes
from rules.questions.registry import question_of
from rules.questions.submission import Submission
from rules.refusal import Refusal, Why
from rules.verify import round_chain

BY = "rehearsal"
ANSWERED_AT = time(10)
WHO = "Prøve"
LEFT_OUT = {"stored_file": "content", "letter": "source", "answer": "evidence_sha256"}


class Scenario(StrEnum):
    """What the parties do: nothing, or each decides at its forecast meeting and tells it."""

    SILENCE = "silence"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A letter that the round would send; `at` by its own clock; a draft waits for its release."""

    code: str
    party: str
    to: str
    kind: LetterKind
    at: datetime
    draft: bool
    why: str


def rehearse_round(
    session: Session, round_: Round, now: datetime, scenario: Scenario
) -> list[Rehearsed]:
    """Every letter from `now` on, in order; `session` only reads. Refusal when the round is over.

    Steps are held as planned; what people decide (extending, closing, releasing) is not foreseen.
    """
    if round_.ended_at:
        raise Refusal("Runden er slut og sender ikke flere breve.", why=Why.CONFLICT)
    decided = scenario is Scenario.CALENDAR and question_of(round_).decides
    answers = list(_answers(session, round_, now)) if decided else []
    with scratch() as stage:
        before = _copy(session, round_, stage, now)
        copy = stage.get_one(Round, round_.id)
        _live(stage, copy, sorted(answers))
        return list(_letters(stage, copy, before))


def _answers(
    session: Session, round_: Round, now: datetime
) -> Iterator[tuple[datetime, str, date]]:
    """When each party that is forecast tells its decision, and the day of that decision."""
    days = LeadTimes.of(round_.policy).answer_working_days
    for party in read_forecast(session, round_, now).parties:
        decided_on = party.expected_on
        if decided_on and party.verdict is not Verdict.DECIDED:
            told_on = max(decided_on, working_day_from(decided_on, days))  # 0 after a Saturday
            yield max(at(told_on, ANSWERED_AT), now), party.code, decided_on


def _live(stage: Session, round_: Round, answers: list[tuple[datetime, str, date]]) -> None:
    for moment, code, decided_on in answers:
        if round_.clock is None or moment > round_.clock:
            move_clock(stage, round_, moment, BY)
        if round_.state in LIVE:
            _answer(stage, round_, seat_by_code(stage, round_, code), decided_on, moment)
    while following := next_occurrence(stage, round_):
        move_clock(stage, round_, following, BY)


def _answer(stage: Session, round_: Round, seat: Seat, decided_on: date, moment: datetime) -> None:
    region = seat.party_kind is PartyKind.REGION
    submission = Submission(
        version=seat.version,
        name=WHO,
        title=WHO,
        outcome=Outcome.APPROVED,
        decided_on=decided_on,
        body=Body.REGIONAL_COUNCIL if region else Body.COUNCIL,
    )
    answer_seat(stage, round_, seat, submission, Teller(on_behalf_by=BY), moment)


def _letters(stage: Session, round_: Round, before: int) -> Iterator[Rehearsed]:
    rows = stage.execute(
        select(Letter, Seat, col(Contact.role))
        .join(Seat, col(Seat.id) == Letter.seat_id)
        .join(Contact, col(Contact.id) == Letter.contact_id)
        .order_by(col(Letter.due_at), col(Letter.id))
    )
    reminders: dict[str, int] = {}  # those that were sent in earnest count too
    for letter, seat, role in rows:
        if letter.kind is LetterKind.REMINDER:
            reminders[letter.to_address] = reminders.get(letter.to_address, 0) + 1
        if (letter.id or 0) <= before:
            continue
        number = reminders.get(letter.to_address, 0)
        occasion = Occasion(letter.kind, letter.due_at, round_, seat, role, number)
        yield Rehearsed(
            seat.code,
            seat.party,
            letter.to_address,
            letter.kind,
            letter.due_at,
            letter.state is LetterState.DRAFT,
            why(occasion),
        )


def _copy(session: Session, round_: Round, stage: Session, now: datetime) -> int:
    """The round with all that its reactions look at, as a sandbox; returns its last letter's id.

    Files come without their bytes, letters without their text, evidence not at all.
    """
    last = 0
    for table, which in _tables(round_):
        wanted = [c for c in table.c if c.name != LEFT_OUT.get(table.name)]
        rows = [dict(row) for row in session.execute(select(*wanted).where(which)).mappings()]
        if table.name == "stored_file":
            rows = [row | {"content": b""} for row in rows]
        if table.name == "letter":
            last = max((row["id"] for row in rows), default=0)
        if rows:
            stage.execute(table.insert(), rows)
    _as_sandbox(stage, round_, now)
    return last


def _as_sandbox(stage: Session, round_: Round, now: datetime) -> None:
    chain = {"name": round_chain(round_.id, sandbox=True)}
    tables = metadata.tables
    stage.execute(update(tables["chain"]).values(chain))
    stage.execute(update(tables["event"]).values(chain=chain["name"], sandbox=True))
    stage.execute(update(tables["round"]).values(sandbox=True, clock=now))
    stage.flush()


def _tables(round_: Round) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Parents before children."""
    tables = metadata.tables
    documents, seats = tables["document"], tables["seat"]
    of_version = select(documents.c.file_sha256).where(documents.c.version_id == round_.version_id)
    of_round = select(seats.c.id).where(seats.c.round_id == round_.id)
    which: dict[str, Any] = {
        "agreement": lambda t: t.c.id == round_.agreement_id,
        "agreement_version": lambda t: t.c.agreement_id == round_.agreement_id,
        "stored_file": lambda t: t.c.sha256.in_(of_version),
        "document": lambda t: t.c.version_id == round_.version_id,
        "round": lambda t: t.c.id == round_.id,
        "step": lambda t: t.c.round_id == round_.id,
        "deadline_fact": lambda t: t.c.round_id == round_.id,
        "recommendation_point": lambda t: t.c.round_id == round_.id,
        "seat": lambda t: t.c.round_id == round_.id,
        "contact": lambda t: t.c.seat_id.in_(of_round),
        "answer": lambda t: t.c.seat_id.in_(of_round),
        "chain": lambda t: t.c.name == chain_of(round_),
        "event": lambda t: t.c.chain == chain_of(round_),
        "letter": lambda t: t.c.round_id == round_.id,
    }
    for table in metadata.sorted_tables:
        if table.name in which:
            yield table, which[table.name](table)
