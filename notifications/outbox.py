"""Letters are rows written in the transaction of what they tell about; sending them comes later."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, or_, update

from models.letter import Letter
from models.round import Round
from models.seat import Contact, Seat
from models.settings import Settings, get_settings
from models.vocabulary import LetterKind, LetterState
from notifications.facts import case_officers, own_facts, shared_facts
from notifications.mime import Mailbox, compose
from notifications.rendering import render
from rules.questions.registry import question_of

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # a sandbox clock says nothing about real time
LETTERS: Table = Letter.__table__  # type: ignore[attr-defined]
NOTHING: Mapping[str, object] = {}


class Recipient(NamedTuple):
    """One letter's addressee; `facts` are for this letter alone."""

    seat: Seat
    contact: Contact
    facts: Mapping[str, object] = NOTHING


def queue_letters(
    session: Session,
    round_: Round,
    kind: LetterKind,
    recipients: Sequence[Recipient],
    *,
    occasion: str,
    due_at: datetime,
    facts: Mapping[str, object] = NOTHING,
    state: LetterState = LetterState.QUEUED,
    settings: Settings | None = None,
) -> int:
    """Write one letter per recipient and return how many are new.

    A letter is written once per kind, contact and occasion, however often it is asked for.

    due_at  instant by the round's clock; the letter's date
    facts   what the kind's templates need beyond `notifications/facts.py`: `answer` and `proof` for
            a receipt, `reason` and `former_deadline` for an extension, `reason` and `moves`
            (title, was, to) for a postponement
    state   QUEUED, or DRAFT for one that waits for the secretariat

    Seats, contacts and round must have their ids. ValueError when a header would not be one line.
    """
    if not recipients:
        return 0
    settings = settings or get_settings()
    shared = shared_facts(session, round_, kind, due_at, settings.base_url) | dict(facts)
    if kind is LetterKind.ESCALATION:
        shared["case_officers"] = case_officers(session, [to.seat for to in recipients])
    rows = []
    for to in recipients:
        key = f"{kind}:{to.contact.id}:{occasion}"
        text = written(round_, kind, to, shared, key, settings)
        rows.append(bare_row(round_, kind, to, key, due_at, state) | text)
    return add_rows(session, round_, [to.seat for to in recipients], rows)


def add_rows(
    session: Session, round_: Round, seats: Sequence[Seat], rows: Sequence[dict[str, Any]]
) -> int:
    """Those of the letters whose key is new, all of one state and instant; returns how many."""
    seat_ids = _insert_rows(session, rows)
    if seat_ids and rows[0]["state"] is LetterState.QUEUED:
        told = [seat for seat in seats if seat.id in seat_ids]
        written_to(session, told, rows[0]["due_at"])
        ring_for(session, sandbox=round_.sandbox)
    return len(seat_ids)


def written(
    round_: Round,
    kind: LetterKind,
    to: Recipient,
    shared: Mapping[str, Any],
    key: str,
    settings: Settings,
) -> dict[str, Any]:
    """Subject, Message-ID and source of one letter, the same whenever it is written."""
    own = own_facts(kind, shared, to.seat, to.contact)
    rendered = render(kind, {**shared, **own, **to.facts}, question_of(round_))
    composed = compose(
        identity=f"{round_.monitor_code}:{key}",
        sender=Mailbox(round_.secretariat_name, settings.mail_from),
        reply_to=Mailbox(round_.secretariat_name, round_.secretariat_email),
        to=Mailbox(to.contact.name, to.contact.email),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        at=shared["at"],
    )
    return {
        "subject": rendered.subject,
        "message_id": composed.message_id,
        "source": composed.source,
    }


def bare_row(
    round_: Round, kind: LetterKind, to: Recipient, key: str, due_at: datetime, state: LetterState
) -> dict[str, Any]:
    """A letter's row before it is written."""
    return row_of(
        round_,
        kind,
        state,
        due_at,
        key=key,
        seat_id=to.seat.id,
        contact_id=to.contact.id,
        to_name=to.contact.name,
        to_address=to.contact.email,
    )


def row_of(
    round_: Round, kind: LetterKind, state: LetterState, due_at: datetime, **own: Any
) -> dict[str, Any]:
    """The columns of a letter that is not written yet; `own` tells one from the others."""
    attempt_at = AT_ONCE if round_.sandbox else due_at
    return {
        "round_id": round_.id,
        "sandbox": round_.sandbox,
        "kind": kind,
        "state": state,
        "subject": "",
        "message_id": "",
        "due_at": due_at,
        "attempt_at": attempt_at if state is LetterState.QUEUED else None,
        "attempts": 0,
        "repeated": False,
        "sent_sha256": "",
        "last_error": "",
        **own,
    }


def _insert_rows(session: Session, rows: Sequence[dict[str, Any]]) -> list[int | None]:
    """Add the letters whose key is new, in one statement; returns the seats they are for."""
    connection = session.connection()
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = make(LETTERS).on_conflict_do_nothing(index_elements=["key"])
    return list(connection.execute(new.returning(LETTERS.c.seat_id), rows).scalars())


def written_to(session: Session, seats: Sequence[Seat], at: datetime) -> None:
    session.connection().execute(
        update(Seat)
        .where(
            col(Seat.id).in_({seat.id for seat in seats}),
            or_(col(Seat.last_letter_at).is_(None), col(Seat.last_letter_at) < at),
        )
        .values(last_letter_at=at)
    )
    for seat in seats:
        if seat.last_letter_at is None or seat.last_letter_at < at:
            set_committed_value(seat, "last_letter_at", at)


def ring_for(session: Session, *, sandbox: bool) -> None:
    """Once what this session wrote is committed."""
    session.info.setdefault("rings", set()).add("deliver-sandbox" if sandbox else "deliver")
