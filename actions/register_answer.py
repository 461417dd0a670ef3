"""The secretariat registers an answer that came by mail or telephone.

With evidence it counts at once; a decision without it waits for a second user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from actions.answer_seat import answer_seat, judge_answer
from actions.record import chain_of, record
from actions.write_answer import Teller, answer_row
from models.on_behalf import Registration
from models.round import Round
from models.seat import Answer, Seat
from rules.closing import LIVE
from rules.on_behalf import may_confirm, needs_second
from rules.questions.question import Judged
from rules.questions.submission import Submission, again, kept
from rules.refusal import Refusal, Why
from rules.seats import Told

SETTLED = "registration.settled"


@dataclass(frozen=True, slots=True)
class Official:
    """Who acts for the secretariat.

    actor   as events name it
    name    as people read it
    person  false for a program, which answers for what it sends
    """

    actor: str
    name: str
    person: bool = True


def register_answer(
    session: Session,
    round_: Round,
    seat: Seat,
    given: Submission,
    evidence: tuple[str, str] | None,
    by: Official,
    now: datetime,
) -> Answer | Registration:
    """An answer with its receipt, or what waits to become one; refuses what `answer_seat` does.

    evidence  hash and name of the mail or the minutes; null: none
    """
    judged = judge_answer(session, round_, seat, given, now)
    if not needs_second(judged, evidence, person=by.person):
        teller = Teller(on_behalf_by=by.name, evidence=evidence)
        return answer_seat(session, round_, seat, given, teller, now)
    for earlier in _waiting(session, round_, seat):
        _settle(session, round_, seat, earlier, by.actor, now)
    registration = Registration(
        seat_id=seat.id or 0,
        seat_version=seat.version,
        outcome=judged.outcome,
        submission=kept(judged.submission),
        registered_at=now,
        registered_by=by.actor,
        registered_name=by.name,
    )
    session.add(registration)
    session.flush()
    decided_on = judged.submission.decided_on
    record(
        session,
        chain_of(round_),
        "answer.registered",
        f"answer.registered:{registration.id}",
        now,
        {
            "registration": registration.id,
            "outcome": judged.outcome,
            "decided_on": decided_on.isoformat() if decided_on else None,
            "version": seat.version,
            "by": by.actor,
        },
        round_=round_,
        party_code=seat.code,
        private={"name": judged.submission.name, "title": judged.submission.title},
    )
    return registration


def confirm_registration(
    session: Session,
    round_: Round,
    seat: Seat,
    registration_id: int,
    by: Official,
    now: datetime,
) -> Answer:
    """It becomes the party's answer, with both names; the party gets its receipt.

    Raises Refusal (CONFLICT) for whoever registered it, and when it does not wait any more.
    """
    registration = _the(session, round_, seat, registration_id)
    may_confirm(registration.registered_by, by.actor)
    teller = Teller(on_behalf_by=registration.registered_name, confirmed_by=by.name)
    given = again(registration.submission)
    answer = answer_seat(session, round_, seat, given, teller, now)
    _settle(session, round_, seat, registration, by.actor, now, answer)
    return answer


def drop_registration(
    session: Session, round_: Round, seat: Seat, registration_id: int, by: Official, now: datetime
) -> None:
    """Nothing came of it; the registration stays in the record."""
    registration = _the(session, round_, seat, registration_id)
    _settle(session, round_, seat, registration, by.actor, now)


def open_registration(session: Session, round_: Round, seat: Seat) -> Registration | None:
    """What waits for a second user; null: nothing."""
    return next(iter(_waiting(session, round_, seat)), None)


def waiting_codes(session: Session, round_: Round) -> list[str]:
    """Codes of the parties for which something waits."""
    query = select(Seat.code).join(Registration).where(Seat.round_id == round_.id, *WAITS)
    return list(session.exec(query.order_by(col(Seat.id)))) if round_.state in LIVE else []


def as_answer(round_: Round, seat: Seat, registration: Registration) -> Answer:
    """How it would stand, to be read; it is kept nowhere and has no receipt."""
    judged = Judged(again(registration.submission), registration.outcome, Told.DECISION, ())
    teller = Teller(on_behalf_by=registration.registered_name)
    answer = answer_row(round_, seat, judged, teller, 0, registration.registered_at)
    answer.receipt = ""
    return answer


WAITS = (col(Registration.settled_at).is_(None), Registration.seat_version == col(Seat.version))


def _waiting(session: Session, round_: Round, seat: Seat) -> Sequence[Registration]:
    """At most one; what was registered of an earlier version of the seat has lapsed."""
    if round_.state not in LIVE:
        return []
    query = select(Registration).join(Seat).where(Registration.seat_id == seat.id, *WAITS)
    return session.exec(query).all()


def _the(session: Session, round_: Round, seat: Seat, registration_id: int) -> Registration:
    found = open_registration(session, round_, seat)
    if found is None or found.id != registration_id:
        raise Refusal(
            "Registreringen venter ikke længere. Hent siden igen, og se, hvad der er sket.",
            why=Why.CONFLICT,
        )
    return found


def _settle(
    session: Session,
    round_: Round,
    seat: Seat,
    registration: Registration,
    by: str,
    now: datetime,
    answer: Answer | None = None,
) -> None:
    registration.settled_at, registration.settled_by = now, by
    registration.answer_id = answer.id if answer else None
    session.add(registration)
    session.flush()
    record(
        session,
        chain_of(round_),
        SETTLED,
        f"{SETTLED}:{registration.id}",
        now,
        {
            "registration": registration.id,
            "answer": answer.number if answer else None,
            "registered_by": registration.registered_by,
            "by": by,
        },
        round_=round_,
        party_code=seat.code,
    )
