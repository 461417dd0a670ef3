"""What becomes of a held letter: sent, dropped or left, and how it ended.

`sending` is committed before the first byte goes out: a letter found so with an expired lease was
in the window where a crash leaves doubt (DESIGN, invariant 3).
"""

import random
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, cast

from sqlmodel import Session, col, select, update

from models.letter import Letter
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import LetterKind, LetterState, RoundState, SeatState
from notifications.leases import UNFINISHED, Hold
from notifications.mime import awaits_token, splice
from notifications.smtp import Outcome, Verdict
from rules import links
from rules.letters import Next, next_move
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


class Ending(NamedTuple):
    """Why a letter does not go out."""

    state: LetterState
    words: str


def address(session: Session, hold: Hold, letter_id: int, key: bytes) -> Addressed | None:
    """Mark a held letter as `sending`; null when it is not ours any more, or is not to go out."""
    row = session.exec(
        select(Letter, Round.state, Seat.state, Contact.link_generation)
        .outerjoin(Round, col(Round.id) == Letter.round_id)
        .outerjoin(Seat, col(Seat.id) == Letter.seat_id)
        .outerjoin(Contact, col(Contact.id) == Letter.contact_id)
        .where(col(Letter.id) == letter_id, col(Letter.leased_until) == hold.lease)
        .where(col(Letter.state).in_(UNFINISHED))
        .with_for_update(of=Letter)
    ).first()
    if row is None:
        return None
    letter, round_state, seat_state, generation = cast("tuple[Letter, Any, Any, Any]", row)
    fate = _fate(letter, round_state, seat_state, generation, key)
    if isinstance(fate, Ending):
        letter.state, letter.last_error = fate
        letter.attempt_at = letter.leased_until = None
    session.flush()
    return None if isinstance(fate, Ending) else fate


def record(
    session: Session, hold: Hold, letter: Addressed, outcome: Outcome, now: datetime
) -> None:
    """Write how it ended; a letter somebody else has taken over meanwhile is left to them."""
    session.connection().execute(
        update(Letter)
        .where(
            col(Letter.id) == letter.id,
            col(Letter.leased_until) == hold.lease,
            col(Letter.state) == LetterState.SENDING,
        )
        .values(leased_until=None, **_ended(letter, outcome, now))
    )


def _fate(
    letter: Letter,
    round_state: RoundState | None,
    seat_state: SeatState | None,
    generation: int | None,
    key: bytes,
) -> Addressed | Ending:
    in_doubt = letter.state is LetterState.SENDING
    move = next_move(
        letter.kind, round_state, seat_state, in_doubt=in_doubt, repeated=letter.repeated
    )
    if move is Next.LEAVE:
        return Ending(LetterState.UNKNOWN, "Det er uvist, om mailserveren har modtaget brevet.")
    if move is Next.DROP:
        return Ending(LetterState.CANCELLED, "")
    try:
        token = _token(letter, generation, key)
        if letter.source is None:
            raise ValueError("the letter was never written")
        source = splice(letter.source, token) if token else letter.source
    except Exception as error:  # one letter that cannot be made must not hold up the rest
        return Ending(LetterState.FAILED, f"{type(error).__name__}: {error}")
    digest = sha256(source).hexdigest()
    letter.repeated = letter.repeated or in_doubt
    if letter.repeated and letter.sent_sha256 not in {"", digest}:
        return Ending(LetterState.UNKNOWN, "Linket er ændret; brevet kan ikke gentages uændret.")
    letter.state, letter.sent_sha256 = LetterState.SENDING, digest
    letter.attempts += 1
    return Addressed(
        letter.id or 0,
        letter.to_address,
        source,
        token,
        letter.due_at,
        letter.sandbox,
        letter.attempts,
        letter.repeated,
    )


def _token(letter: Letter, generation: int | None, key: bytes) -> str:
    """Empty for a letter without a link."""
    if letter.source is None or not awaits_token(letter.source):
        return ""
    if letter.kind is LetterKind.SIGNIN_LINK:
        return links.signin_token(key, letter.key)
    if letter.seat_id is None or letter.contact_id is None or generation is None:
        raise ValueError("a link needs a contact")
    return links.token(
        key, seat_id=letter.seat_id, contact_id=letter.contact_id, generation=generation
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
