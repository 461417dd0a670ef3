"""Every party that has not answered and whose reminder is due gets one, however many it missed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from actions.load import contacts_of
from actions.record import chain_of, record
from models.event import Event
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, LetterKind, RoundState
from notifications.outbox import Recipient, queue_letters
from rules.danish_time import danish_date, end_of, start_of
from rules.refusal import Refusal, Why
from rules.reminders import Policy, may_write, next_reminder
from rules.seats import FINAL

ENGINE = "engine"
FELL_DUE = "reminder.fell_due"


def remind_seats(session: Session, now: datetime) -> int:
    """Remind in every open, real round; returns how many reminders fell due."""
    due = session.exec(
        select(Seat.round_id)
        .join(Round, col(Round.id) == Seat.round_id)
        .where(
            col(Seat.next_letter_at) <= now,
            Round.state == RoundState.OPEN,
            col(Round.sandbox).is_(False),
        )
        .distinct()
    ).all()
    rounds = session.exec(
        select(Round)
        .where(col(Round.id).in_(sorted(due)))
        .order_by(col(Round.id))
        .with_for_update()
    ).all()
    return sum(remind_round(session, round_, now) for round_ in rounds)


def remind_round(session: Session, round_: Round, now: datetime) -> int:
    """One reminder to each seat that is due at `now`, by the round's own clock."""
    policy = Policy.of(round_.policy)
    if round_.state is not RoundState.OPEN or not may_write(policy, now):
        return 0
    due = session.exec(
        select(Seat)
        .where(Seat.round_id == round_.id, col(Seat.next_letter_at) <= now)
        .order_by(col(Seat.id))
        .with_for_update()
    ).all()
    contacts = _primary_contacts(session, due)
    reminded = _reminded_today(session, round_, now)
    recipients: dict[str, list[Recipient]] = {}
    for seat in due:
        due_at = seat.next_letter_at or now
        theirs = contacts.get(seat.id, [])
        if seat.code in reminded:
            continue
        if _record(session, round_, seat, due_at, len(theirs), now, ENGINE):
            occasion = danish_date(due_at).isoformat()
            recipients.setdefault(occasion, []).extend(Recipient(seat, c) for c in theirs)
    for occasion, theirs_all in recipients.items():
        _queue(session, round_, theirs_all, occasion, now)
    _plan_next(session, round_, policy, due, now)
    return len(due)


def remind_seat(session: Session, round_: Round, seat: Seat, now: datetime, by: str) -> int:
    """The secretariat reminds one party now; at most once a day, whoever asks."""
    if round_.state is not RoundState.OPEN or seat.state in FINAL:
        raise Refusal(f"{seat.party} skal ikke rykkes: der ventes ikke på svar.", why=Why.CONFLICT)
    contacts = [c for c in contacts_of(session, seat) if c.role is ContactRole.PRIMARY]
    if not contacts:
        raise Refusal(f"{seat.party} har ingen kontakt at skrive til.", why=Why.CONFLICT)
    reminded = seat.code in _reminded_today(session, round_, now)
    if reminded or not _record(session, round_, seat, now, len(contacts), now, by):
        raise Refusal(f"{seat.party} er allerede rykket i dag.", why=Why.CONFLICT)
    recipients = [Recipient(seat, contact) for contact in contacts]
    return _queue(session, round_, recipients, danish_date(now).isoformat(), now)


def _record(
    session: Session,
    round_: Round,
    seat: Seat,
    due_at: datetime,
    letters: int,
    now: datetime,
    by: str,
) -> Event | None:
    return record(
        session,
        chain_of(round_),
        FELL_DUE,
        f"{FELL_DUE}:{seat.id}:{danish_date(due_at)}",
        now,
        {"due_at": due_at.isoformat(), "letters": letters, "by": by},
        round_=round_,
        party_code=seat.code,
    )


def _reminded_today(session: Session, round_: Round, now: datetime) -> set[str | None]:
    """Codes of the parties that had a reminder on this Danish day, whenever it had been due."""
    today = danish_date(now)
    query = select(Event.party_code).where(
        Event.chain == chain_of(round_),
        Event.kind == FELL_DUE,
        col(Event.at) >= start_of(today),
        col(Event.at) < end_of(today),
    )
    return set(session.exec(query))


def _queue(
    session: Session, round_: Round, recipients: list[Recipient], occasion: str, now: datetime
) -> int:
    return queue_letters(
        session, round_, LetterKind.REMINDER, recipients, occasion=occasion, due_at=now
    )


def _primary_contacts(session: Session, seats: Sequence[Seat]) -> dict[int | None, list[Contact]]:
    rows = session.exec(
        select(Contact).where(
            col(Contact.seat_id).in_([seat.id for seat in seats]),
            Contact.role == ContactRole.PRIMARY,
        )
    )
    found: dict[int | None, list[Contact]] = {}
    for contact in rows:
        found.setdefault(contact.seat_id, []).append(contact)
    return found


def _plan_next(
    session: Session, round_: Round, policy: Policy, seats: Sequence[Seat], now: datetime
) -> None:
    """Seats that answered alike share their next date: one statement per group, not per seat."""
    groups: dict[datetime | None, list[int | None]] = {}
    for seat in seats:
        following = next_reminder(
            policy, round_.deadline, seat.state, seat.meeting_on, now, seat.paused_until
        )
        groups.setdefault(following, []).append(seat.id)
    for following, ids in groups.items():
        session.execute(update(Seat).where(col(Seat.id).in_(ids)).values(next_letter_at=following))
