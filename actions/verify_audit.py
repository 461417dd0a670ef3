"""Every chain is read from its first event to its last and held against the kept heads."""

from collections.abc import Iterable, Iterator
from functools import partial

from sqlmodel import Session, col, func, select

from models.event import Chain, Event, EventPrivate
from models.round import Round
from models.seat import Answer, Seat
from rules.chain import problems
from rules.seats import FINAL
from rules.verify import CREATED, Head, Verdict, rewritten


def verify_audit(session: Session, known: Iterable[Head] = ()) -> Verdict:
    """`known` are heads that were given out: each must still be that of its event."""
    ends = {end.name: end for end in session.exec(select(Chain))}
    found = list(problems(events_with_texts(session), ends))
    found += _rounds_without_creation(session)
    found += _answers_without_event(session)
    found += _answers_that_disagree(session)
    found += _counters_that_disagree(session)
    found += rewritten(known, partial(_hash_at, session))
    events = session.exec(select(func.count()).select_from(Event)).one()
    return Verdict(len(ends), events, found)


def events_with_texts(session: Session) -> Iterator[tuple[Event, EventPrivate | None]]:
    """Every event by chain and seq, with the personal data it covers where that is not erased."""
    yield from session.exec(
        select(Event, EventPrivate)
        .join(EventPrivate, col(EventPrivate.event_id) == Event.id, isouter=True)
        .order_by(col(Event.chain), col(Event.seq))
        .execution_options(yield_per=500)
    )


def _hash_at(session: Session, place: tuple[str, int]) -> str | None:
    chain, seq = place
    return session.exec(select(Event.hash).where(Event.chain == chain, Event.seq == seq)).first()


def _rounds_without_creation(session: Session) -> list[str]:
    created = (col(Event.round_id) == Round.id) & (col(Event.kind) == CREATED)
    missing = session.exec(
        select(Round.id).join(Event, created, isouter=True).where(col(Event.id).is_(None))
    )
    return [f"round {round_id}: its creation is not in the record" for round_id in missing]


def _answers_without_event(session: Session) -> list[str]:
    """A receipt prints the head of its event: that event must still be there."""
    missing = session.exec(
        select(Answer.receipt)
        .join(Event, col(Event.hash) == Answer.chain_head, isouter=True)
        .where(col(Event.id).is_(None))
    )
    return [f"receipt {receipt}: its event is not in the record" for receipt in missing]


def _answers_that_disagree(session: Session) -> list[str]:
    """What an answer and its seat say of the decision is what its event says."""
    rows = session.exec(
        select(Answer, Event, Seat)
        .join(Event, col(Event.hash) == Answer.chain_head)
        .join(Seat, col(Seat.id) == Answer.seat_id)
        .execution_options(yield_per=500)
    )
    found = []
    for answer, event, seat in rows:
        told = event.payload
        decided = answer.decided_on.isoformat() if answer.decided_on else None
        same = (answer.outcome, decided, answer.receipt, answer.evidence_sha256) == (
            told["outcome"],
            told["decided_on"],
            told["receipt"],
            told["evidence"],
        )
        stands = seat.answer_id == answer.id and seat.state in FINAL
        if not same or (
            stands and (seat.outcome, seat.decided_on) != (answer.outcome, answer.decided_on)
        ):
            found.append(f"receipt {answer.receipt}: the answer is not what its event says")
    return found


def _counters_that_disagree(session: Session) -> list[str]:
    counted = session.exec(
        select(Round.id, Round.answered, func.count(col(Seat.id)))
        .join(Seat, (col(Seat.round_id) == Round.id) & col(Seat.state).in_(FINAL), isouter=True)
        .group_by(col(Round.id), col(Round.answered))
    )
    return [
        f"round {round_id}: counts {answered} answers, its seats have {seats}"
        for round_id, answered, seats in counted
        if answered != seats
    ]
