"""What becomes of a held letter: sent, dropped or left, and how it ended.

`sending` is committed before the first byte goes out: a letter found so with an expired lease was
in the window where a crash leaves doubt (DESIGN, invariant 3).
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, select
from sqlmodel import Session, col

from models.letter import Letter
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.vocabulary import LetterKind, LetterState
from notifications.attached import with_files
from notifications.enclosed import attachments, contents
from notifications.leases import UNFINISHED, Hold
from notifications.mime import awaits_token, splice
from notifications.smtp import Outcome, Verdict
from rules import links
from rules.letters import Next, next_move, told_since
from rules.retries import wait_after


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter ready for the wire, with what its outcome is judged by."""

    id: int
    to: str
    source: bytes = field(repr=False)
    token: str = field(repr=False)
    due_at: datetime
    sandbox: bool
    attempts: int
    repeated: bool


LETTER: Table = Letter.__table__  # type: ignore[attr-defined]
OURS = and_(LETTER.c.id == bindparam("of"), LETTER.c.leased_until == bindparam("lease"))
HELD = (
    select(
        LETTER,
        col(Round.state).label("round_state"),
        col(Seat.state).label("seat_state"),
        col(Seat.paused_at).label("paused_at"),
        col(Answer.submitted_at).label("answered_at"),
        col(Contact.role).label("role"),
        col(Contact.link_generation).label("generation"),
    )
    .outerjoin(Round, col(Round.id) == LETTER.c.round_id)
    .outerjoin(Seat, col(Seat.id) == LETTER.c.seat_id)
    .outerjoin(Answer, col(Answer.id) == col(Seat.answer_id))
    .outerjoin(Contact, col(Contact.id) == LETTER.c.contact_id)
    .where(OURS, LETTER.c.state.in_(UNFINISHED))
    .with_for_update(of=LETTER)
)
CHANGE = LETTER.update().where(LETTER.c.id == bindparam("of"))
END = LETTER.update().where(OURS, LETTER.c.state == LetterState.SENDING)


def address(session: Session, hold: Hold, letter_id: int, key: bytes) -> Addressed | None:
    """Mark a held letter as `sending`; null when it is not ours any more, or is not to go out."""
    connection = session.connection()
    letter = connection.execute(HELD, {"of": letter_id, "lease": hold.lease}).first()
    if letter is None:
        return None
    fate, changes = _fate(letter, key, contents(session, letter.enclosed))
    connection.execute(CHANGE, {"of": letter_id, **changes})
    return fate


def record(
    session: Session, hold: Hold, letter: Addressed, outcome: Outcome, now: datetime
) -> None:
    """Write how it ended; a letter somebody else has taken over meanwhile is left to them."""
    ours = {"of": letter.id, "lease": hold.lease}
    session.connection().execute(
        END, {**ours, "leased_until": None, **_ended(letter, outcome, now)}
    )


def _fate(
    letter: Row[Any], key: bytes, found: Mapping[str, bytes]
) -> tuple[Addressed | None, dict[str, Any]]:
    """What becomes of it, and the columns that change with that; `found`: the files it names."""
    in_doubt = letter.state is LetterState.SENDING
    move = next_move(
        letter.kind,
        letter.round_state,
        letter.seat_state,
        letter.role,
        overtaken=told_since(letter.due_at, letter.answered_at, letter.paused_at),
        in_doubt=in_doubt,
        repeated=letter.repeated,
    )
    if move is Next.LEAVE:
        return _over(LetterState.UNKNOWN, "Det er uvist, om mailserveren har modtaget brevet.")
    if move is Next.DROP:
        return _over(LetterState.CANCELLED, "")
    try:
        token = _token(letter, key)
        if letter.source is None:
            raise ValueError("the letter was never written")
        source = splice(letter.source, token) if token else letter.source
        if letter.enclosed:
            source = with_files(source, attachments(letter.enclosed, found))
    except Exception as error:  # one letter that cannot be made must not hold up the rest
        return _over(LetterState.FAILED, f"{type(error).__name__}: {error}")
    digest = sha256(source).hexdigest()
    repeated, attempts = letter.repeated or in_doubt, letter.attempts + 1
    if repeated and letter.sent_sha256 not in {"", digest}:
        return _over(LetterState.UNKNOWN, "Linket er ændret; brevet kan ikke gentages uændret.")
    addressed = Addressed(
        id=letter.id,
        to=letter.to_address,
        source=source,
        token=token,
        due_at=letter.due_at,
        sandbox=letter.sandbox,
        attempts=attempts,
        repeated=repeated,
    )
    return addressed, {
        "state": LetterState.SENDING,
        "sent_sha256": digest,
        "repeated": repeated,
        "attempts": attempts,
    }


def _over(state: LetterState, words: str) -> tuple[None, dict[str, Any]]:
    """It does not go out, and why."""
    return None, {"state": state, "last_error": words, "attempt_at": None, "leased_until": None}


def _token(letter: Row[Any], key: bytes) -> str:
    """Empty for a letter without a link."""
    if letter.source is None or not awaits_token(letter.source):
        return ""
    if letter.kind is LetterKind.SIGNIN_LINK:
        return links.signin_token(key, letter.key)
    if letter.seat_id is None or letter.contact_id is None or letter.generation is None:
        raise ValueError("a link needs a contact")
    return links.token(
        key, seat_id=letter.seat_id, contact_id=letter.contact_id, generation=letter.generation
    )


def _ended(letter: Addressed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The row as it is after this attempt; the token is taken out of the server's words."""
    words = outcome.words.replace(letter.token, "…") if letter.token else outcome.words
    wait = wait_after(letter.attempts, random.random())  # noqa: S311  nothing secret
    row = {
        "attempt_at": None,
        "sent_at": None,
        "repeated": letter.repeated,
        "last_error": words,
    }
    match outcome.verdict:
        case Verdict.ACCEPTED:
            sent_at = letter.due_at if letter.sandbox else now
            return row | {"state": LetterState.SENT, "sent_at": sent_at, "last_error": ""}
        case Verdict.REFUSED:
            return row | {"state": LetterState.FAILED}
        case Verdict.DOUBT if letter.repeated:
            return row | {"state": LetterState.UNKNOWN}
        case _ if wait is None:
            return row | {"state": LetterState.FAILED}
        case verdict:
            doubt = letter.repeated or verdict is Verdict.DOUBT
            return row | {
                "state": LetterState.QUEUED,
                "attempt_at": now + wait,
                "repeated": doubt,
            }
