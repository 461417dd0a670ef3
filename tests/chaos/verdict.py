"""What must be found after any crash, as DESIGN's invariants 1, 2, 3 and 6 allow it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from actions.verify_audit import verify_audit
from models.event import Event
from models.letter import Letter
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.vocabulary import LetterKind, LetterState, SeatState
from tests.chaos.archive import Archive
from tests.chaos.parties import Journal
from tests.load.builders import token_of

WAITING = (LetterState.QUEUED, LetterState.SENDING)


@dataclass(frozen=True, slots=True)
class Traces:
    """Everything one answer leaves behind; all of it, or nothing."""

    answer: Answer | None
    events: int
    answered: bool
    receipts: int

    @property
    def whole(self) -> bool:
        there = self.answer is not None
        return (self.events, self.answered, self.receipts) == (int(there), there, int(there))


def problems(session: Session, rounds: Sequence[int], journal: Journal) -> Iterator[str]:
    """One sentence per broken promise about answers and events."""
    yield from verify_audit(session).problems
    for round_ in session.exec(select(Round).where(col(Round.id).in_(rounds))):
        seats = session.exec(select(Seat).where(Seat.round_id == round_.id)).all()
        yield from seat_problems(session, [seat.id or 0 for seat in seats], journal)
        counted = sum(seat.state is SeatState.ANSWERED for seat in seats)
        if not round_.answered == round_.approved == counted:
            yield f"round {round_.id}: counts {round_.answered}/{round_.approved}, {counted} are"


def seat_problems(session: Session, seats: Sequence[int], journal: Journal) -> Iterator[str]:
    rows = session.exec(
        select(Seat, Contact)
        .join(Contact, col(Contact.seat_id) == Seat.id)
        .where(col(Seat.id).in_(seats))
    )
    for seat, contact in rows:
        traces, token = _traces(session, seat), token_of(contact)
        if not traces.whole:
            yield f"seat {seat.id}: an answer is there in part: {traces}"
        if journal.answered_by(token) and traces.answer is None:
            yield f"seat {seat.id}: what the party was shown is gone"
        shown = journal.acknowledged.get(token)
        if shown and traces.answer and shown != (traces.answer.receipt, traces.answer.chain_head):
            yield f"seat {seat.id}: its receipt is another one's: {shown}"


def answered(session: Session, seat_id: int) -> bool:
    return session.exec(select(Answer.id).where(Answer.seat_id == seat_id)).first() is not None


def letter_problems(session: Session, rounds: Sequence[int], archive: Archive) -> Iterator[str]:
    """One sentence per broken promise about letters; to be asked when none is waiting any more."""
    letters = session.exec(select(Letter).where(col(Letter.round_id).in_(rounds))).all()
    for letter in letters:
        yield from _letter_problems(letter, archive.hashes(letter.message_id))
    known = set(session.exec(select(Letter.message_id)))
    for message_id in set(archive.copies) - known:
        yield f"{message_id} arrived and is not in the outbox"
    invited = [x for x in letters if x.kind is LetterKind.INVITATION]
    times = Counter(letter.contact_id for letter in invited)
    given_up = {x.contact_id for x in invited if x.state is LetterState.UNKNOWN}
    for contact in _contacts(session, rounds):
        if times[contact.id] != 1:
            yield f"{contact.email} was invited {times[contact.id]} times"
        tokens = archive.tokens_of(contact.email)
        if tokens != {token_of(contact)} and contact.id not in given_up:
            yield f"{contact.email} got the links {tokens}"


def waiting(session: Session, rounds: Sequence[int]) -> int:
    query = select(Letter.id).where(col(Letter.round_id).in_(rounds))
    return len(session.exec(query.where(col(Letter.state).in_(WAITING))).all())


def census(session: Session, rounds: Sequence[int]) -> Mapping[str, int]:
    """How many letters ended how."""
    letters = session.exec(select(Letter).where(col(Letter.round_id).in_(rounds)))
    return Counter(f"{x.state}{' repeated' if x.repeated else ''}" for x in letters)


def _letter_problems(letter: Letter, copies: list[str]) -> Iterator[str]:
    where = f"letter {letter.id} ({letter.kind}, {letter.state})"
    if letter.state is LetterState.CANCELLED and letter.kind is LetterKind.REMINDER and not copies:
        return  # the party had answered when its turn came
    if letter.state not in {LetterState.SENT, LetterState.UNKNOWN}:
        yield f"{where} did not leave: {letter.last_error}"
    if letter.state is LetterState.UNKNOWN and not letter.repeated:
        yield f"{where} was given up at its first doubt"
    if letter.state is LetterState.SENT and not copies:
        yield f"{where} never arrived"
    if len(copies) > 1 + letter.repeated:
        yield f"{where} arrived {len(copies)} times, repeated is {letter.repeated}"
    if set(copies) - {letter.sent_sha256}:
        yield f"{where} arrived with other bytes than were written down"


def _traces(session: Session, seat: Seat) -> Traces:
    answers = session.exec(select(Answer).where(Answer.seat_id == seat.id)).all()
    key = f"seat.answered:{seat.id}:"
    events = session.exec(select(Event.id).where(col(Event.key).startswith(key))).all()
    receipts = session.exec(
        select(Letter.id).where(Letter.seat_id == seat.id, Letter.kind == LetterKind.RECEIPT)
    ).all()
    answered = seat.state is SeatState.ANSWERED and len(answers) == 1
    answered = answered and seat.answer_id == answers[0].id and seat.version == 2
    return Traces(answers[0] if answers else None, len(events), answered, len(receipts))


def _contacts(session: Session, rounds: Sequence[int]) -> Sequence[Contact]:
    query = select(Contact).join(Seat, col(Seat.id) == Contact.seat_id)
    return session.exec(query.where(col(Seat.round_id).in_(rounds))).all()
