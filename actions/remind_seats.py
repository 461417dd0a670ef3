"""Every party that has not answered and whose reminder is due gets one, however many it missed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam
from sqlmodel import Session, col, select

from actions.plan_reminders import FACTS, SEATS, claim, set_plan
from actions.primary_contacts import primary_contacts
from actions.record import ENGINE, chain_of, record
from models.event import Event
from models.round import Round
from models.seat import Seat
from models.vocabulary import LetterKind, RoundState
from notifications.outbox import Recipient, queue_letters
from rules.danish_time import danish_date
from rules.policy import Policy
from rules.refusal import Refusal, Why
from rules.reminders import Chase, may_write, next_reminder, rests_until
from rules.seats import FINAL

FELL_DUE = "reminder.fell_due"
DUE = select(SEATS.c.round_id, SEATS.c.next_letter_at, *FACTS).where(
    SEATS.c.next_letter_at <= bindparam("now")
)


def remind_seats(session: Session, now: datetime) -> int:
    """Remind in every open, real round; returns how many reminders fell due."""
    return _remind(session, DUE, now, col(Round.sandbox).is_(False))


def remind_round(session: Session, round_: Round, now: datetime) -> int:
    """One reminder to each seat that is due at `now`, by the round's own clock."""
    return _remind(session, DUE.where(SEATS.c.round_id == round_.id), now)


def remind_seat(session: Session, round_: Round, seat: Seat, now: datetime, by: str) -> int:
    """The secretariat reminds one party now; at most once a day, whoever asks."""
    if round_.state is not RoundState.OPEN or seat.state in FINAL:
        raise Refusal(f"{seat.party} skal ikke rykkes: der ventes ikke på svar.", why=Why.CONFLICT)
    today = danish_date(now)
    contacts = primary_contacts(session, [seat.id or 0], today).get(seat.id)
    if not contacts:
        raise Refusal(f"{seat.party} har ingen kontakt at skrive til.", why=Why.CONFLICT)
    if seat.reminded_on == today or not _record(session, round_, seat, now, len(contacts), now, by):
        raise Refusal(f"{seat.party} er allerede rykket i dag.", why=Why.CONFLICT)
    after = Chase.of(seat).reminded(today)
    seat.reminded_on, seat.reminders = after.reminded_on, after.reminders
    seat.next_letter_at = next_reminder(Policy.of(round_.policy), round_.deadline, after, now)
    session.add(seat)
    session.flush()
    recipients = [Recipient(seat, contact) for contact in contacts]
    return _queue(session, round_, recipients, today.isoformat(), now)


def _remind(
    session: Session, among: Select[Any], now: datetime, *of_rounds: ColumnElement[bool]
) -> int:
    """All that are due are found in one statement and claimed in one, whatever the rounds.

    The rounds are looked at afterwards: joined, SQLite would begin with them, and read every seat.
    They are locked first, as everywhere; a seat that has changed meanwhile is not claimed.
    """
    session.flush()
    due = session.execute(among, {"now": now}).all()
    if not due:
        return 0
    rounds = _open_rounds(session, {row.round_id for row in due}, now, *of_rounds)
    today = danish_date(now)
    plan: dict[int, datetime | None] = {}
    too_soon: dict[int, datetime | None] = {}
    due_at: dict[int, dict[int, datetime]] = {}
    for round_id, moment, *facts in due:
        if round_id not in rounds:
            continue
        round_, policy = rounds[round_id]
        seat = Chase(*facts)
        if rests_until(policy, seat, today) > today:  # the policy or the clock was changed
            too_soon[seat.id] = next_reminder(policy, round_.deadline, seat, now)
            continue
        plan[seat.id] = next_reminder(policy, round_.deadline, seat.reminded(today), now)
        due_at.setdefault(round_id, {})[seat.id] = moment
    claimed = claim(session, plan, now) if plan else set()
    if too_soon:
        set_plan(session, too_soon)
    for round_id, theirs in sorted(due_at.items()):
        ours = {seat_id: moment for seat_id, moment in theirs.items() if seat_id in claimed}
        _tell(session, rounds[round_id][0], ours, now)
    return len(claimed)


def _open_rounds(
    session: Session, ids: set[int], now: datetime, *which: ColumnElement[bool]
) -> dict[int | None, tuple[Round, Policy]]:
    """Those in which letters may be written now, ours until commit."""
    rounds = session.exec(
        select(Round)
        .where(col(Round.id).in_(sorted(ids)), Round.state == RoundState.OPEN, *which)
        .order_by(col(Round.id))
        .with_for_update()
    )
    found = {round_.id: (round_, Policy.of(round_.policy)) for round_ in rounds}
    return {key: pair for key, pair in found.items() if may_write(pair[1], now)}


def _tell(session: Session, round_: Round, due_at: dict[int, datetime], now: datetime) -> None:
    """An event for each party, and a letter to each of its contacts."""
    seats = session.exec(select(Seat).where(col(Seat.id).in_(due_at)).order_by(col(Seat.id))).all()
    contacts = primary_contacts(session, due_at, danish_date(now))
    recipients: dict[str, list[Recipient]] = {}
    for seat in seats:
        moment, theirs = due_at[seat.id or 0], contacts.get(seat.id, [])
        if _record(session, round_, seat, moment, len(theirs), now, ENGINE):
            occasion = danish_date(moment).isoformat()
            recipients.setdefault(occasion, []).extend(Recipient(seat, c) for c in theirs)
    for occasion, everyone in recipients.items():
        _queue(session, round_, everyone, occasion, now)


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


def _queue(
    session: Session, round_: Round, recipients: list[Recipient], occasion: str, now: datetime
) -> int:
    return queue_letters(
        session, round_, LetterKind.REMINDER, recipients, occasion=occasion, due_at=now
    )
