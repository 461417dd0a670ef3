"""Letters: none lost, none twice, none to the wrong one, none too late to be wanted."""

from collections.abc import Iterator
from typing import Any

from models.vocabulary import ContactRole, LetterKind, LetterState, RoundState
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.letters import ASKING, CHASING
from rules.seats import FINAL
from tests.simulation.days import Day
from tests.simulation.post import Copy
from tests.simulation.view import Glance

WAITING = frozenset({LetterState.QUEUED, LetterState.SENDING})
STUCK = frozenset({LetterState.FAILED, LetterState.UNKNOWN})
LINKING = frozenset(
    {
        LetterKind.INVITATION,
        LetterKind.REMINDER,
        LetterKind.RECEIPT,
        LetterKind.ASKED_AGAIN,
        LetterKind.DELEGATION,
    }
)
ASKED_BY = frozenset({LetterKind.INVITATION, LetterKind.REMINDER})
FAREWELL: dict[str, frozenset[LetterKind]] = {  # all that may still go out of a round that is over
    RoundState.CLOSED: frozenset(
        {
            LetterKind.ROUND_CLOSED,
            LetterKind.RECEIPT,
            LetterKind.NEW_LINK,
            LetterKind.OBJECTION_SETTLED,
        }
    ),
    RoundState.CANCELLED: frozenset({LetterKind.CANCELLATION}),
}


def no_letter_is_lost(day: Day) -> Iterator[str]:
    """It stays, and where it ended it ended for a reason."""
    for id_ in day.before.letters.keys() - day.after.letters.keys():
        yield f"letter {id_} ({day.before.letters[id_].kind}) is gone"
    for letter in day.after.letters.values():
        before = day.before.letters.get(letter.id)
        was = before.state if before else LetterState.QUEUED
        if letter.state == was:
            continue
        where = f"letter {letter.id} ({letter.kind}): {was} became {letter.state}"
        asked = day.world.ledger.asked_again[letter.id]
        if was in {LetterState.SENT, LetterState.CANCELLED} or (was in STUCK and not asked):
            yield where
        match letter.state:
            case LetterState.CANCELLED if not _pointless(day, letter):
                yield f"{where}, and nothing had made it pointless"
            case LetterState.FAILED if letter.to_address not in day.world.post.told_no:
                yield f"{where}: {letter.last_error}"
            case LetterState.UNKNOWN if letter.message_id not in day.world.post.doubted:
                yield f"{where}, and nothing was in doubt: {letter.last_error}"


def what_was_sent_arrived(day: Day) -> Iterator[str]:
    """With the bytes that were written down."""
    arrived = _copies(day)
    for letter in day.after.letters.values():
        before = day.before.letters.get(letter.id)
        if letter.sandbox or letter.state != LetterState.SENT or before == letter:
            continue
        copies = arrived.get(letter.message_id, [])
        if not copies:
            yield f"letter {letter.id} ({letter.kind}) was sent and never arrived"
        elif copies[-1].sha256 != letter.sent_sha256 or copies[-1].to != letter.to_address:
            yield f"letter {letter.id} ({letter.kind}) arrived with other bytes, or elsewhere"


def none_arrives_twice_but_flagged_repeats(day: Day) -> Iterator[str]:
    """Once; once more after a doubt, byte for byte and flagged; and once each time it is asked."""
    fresh = {copy.message_id for delivery in day.deliveries for copy in delivery.copies}
    if not fresh:
        return
    letters = {letter.message_id: letter for letter in day.after.letters.values()}
    arrived = _copies(day)
    for message_id in sorted(fresh):
        letter, copies = letters.get(message_id), arrived[message_id]
        if letter is None:
            yield f"{message_id} arrived, and is in no outbox"
            continue
        where = f"letter {letter.id} ({letter.kind})"
        allowed = 1 + letter.repeated + day.world.ledger.asked_again[letter.id]
        if len(copies) > allowed:
            yield f"{where} arrived {len(copies)} times, {allowed} are allowed"
        if len({copy.sha256 for copy in copies}) > 1:
            yield f"{where} was repeated with other bytes"


def every_answer_has_its_receipt(day: Day) -> Iterator[str]:
    """To whoever answered by a link; on behalf: to the party's contact, if it has one."""
    told = {(x.answer_id, x.contact_id) for x in day.after.letters.values() if x.answer_id}
    for answer in day.after.answers.values():
        if answer.contact_id is not None and (answer.id, answer.contact_id) not in told:
            yield f"receipt {answer.receipt} was never written"


def whoever_is_asked_was_written_to(day: Day) -> Iterator[str]:
    """Who speaks for a party that has not answered has had a letter, with a link, of its own."""
    asked = {
        seat.id: seat
        for seat in day.after.seats.values()
        if day.after.rounds[seat.round_id].state == RoundState.OPEN and seat.state not in FINAL
    }
    written = {x.contact_id for x in day.after.letters.values() if x.kind in LINKING}
    for contact in day.after.contacts.values():
        speaks = contact.role == ContactRole.PRIMARY and contact.seat_id in asked
        if speaks and contact.id not in written:
            yield f"{asked[contact.seat_id].code}: {contact.email} was never written to"


def an_extension_is_told_to_whoever_is_asked(day: Day) -> Iterator[str]:
    keys = {letter.key for letter in day.after.letters.values()}
    for fact in day.after.deadlines.values():
        round_ = day.before.rounds.get(fact.round_id)
        if fact.id in day.before.deadlines or round_ is None or round_.state != RoundState.OPEN:
            continue
        if fact.in_force_at is None or fact.falls_on == round_.deadline:
            continue  # told for the record
        for contact in day.before.contacts.values():
            before, after = (view.seats[contact.seat_id] for view in (day.before, day.after))
            stays = day.after.contacts[contact.id].role == contact.role == ContactRole.PRIMARY
            asked = before.version == after.version and before.state not in FINAL
            ours = before.round_id == fact.round_id
            if ours and stays and asked and f"extension:{contact.id}:{fact.falls_on}" not in keys:
                yield f"{before.code} is not told that the deadline is {fact.falls_on}"


def whoever_is_written_to_is_a_contact_of_the_seat(day: Day) -> Iterator[str]:
    for letter in day.after.letters.values():
        contact = day.after.contacts.get(letter.contact_id)
        where = f"letter {letter.id} ({letter.kind})"
        if contact is None or (contact.seat_id, contact.email) != (
            letter.seat_id,
            letter.to_address,
        ):
            yield f"{where} is to {letter.to_address}, no contact of its seat"
        elif (
            contact.role == ContactRole.FORMER
            and letter.state == LetterState.QUEUED
            and letter.kind != LetterKind.DELEGATION_DECIDED
        ):
            yield f"{where} waits for {contact.email}, who does not speak for the party any more"
        if day.after.seats[letter.seat_id].round_id != letter.round_id:
            yield f"{where} is to a seat of another round"


def who_is_asked_is_valid_on_the_day(day: Day) -> Iterator[str]:
    """By the clock that wrote the letter."""
    for letter in day.after.letters.values():
        if letter.id in day.before.letters or letter.kind not in ASKED_BY:
            continue
        contact, date_ = day.after.contacts[letter.contact_id], danish_date(letter.due_at)
        before = day.before.contacts.get(contact.id)
        first = contact.valid_from if before and before.valid_from == contact.valid_from else None
        if (first and date_ < first) or (contact.valid_to and contact.valid_to < date_):
            yield f"{letter.kind} to {contact.email} is of {date_}, when it does not speak"


def who_has_left_is_not_written_to(day: Day) -> Iterator[str]:
    """A contact that has handed the matter over, was replaced, or said that it is not its own; but
    who had to wait for the secretariat is told that it was let through."""
    for letter, copy, view in _arrivals(day):
        left = view.left.get(letter.contact_id)
        if left and letter.kind != LetterKind.DELEGATION_DECIDED:
            yield f"{letter.kind} went out to {copy.to}, who left: {left}"


def sandbox_and_real_never_mix(day: Day) -> Iterator[str]:
    letters = {letter.message_id: letter for letter in day.after.letters.values()}
    for delivery in day.deliveries:
        for copy in delivery.copies:
            if copy.message_id in letters and letters[copy.message_id].sandbox:
                yield f"the sandbox's letter {letters[copy.message_id].id} went out to {copy.to}"
    for letter in day.after.letters.values():
        if letter.sandbox != day.after.rounds[letter.round_id].sandbox:
            yield f"letter {letter.id} is not of its round's kind"
    for event, _ in day.events:
        if event.sandbox and any(r.before.last_event < event.id <= r.last for r in day.passes):
            yield f"the engine wrote {event.key} in the sandbox"
        practice = event.chain.startswith("sandbox")
        if event.sandbox != practice or (
            event.round_id and day.after.rounds[event.round_id].sandbox != practice
        ):
            yield f"event {event.key} stands in {event.chain}"


def who_has_answered_is_not_chased(day: Day) -> Iterator[str]:
    """Nor has told when it will, or agreed on a pause, since the letter was due."""
    for letter, _, view in _arrivals(day):
        if letter.kind in CHASING and _overtaken(day, view, letter):
            yield f"letter {letter.id} ({letter.kind}) chased seat {letter.seat_id}"


def a_round_that_is_over_is_quiet(day: Day) -> Iterator[str]:
    for letter, copy, view in _arrivals(day):
        round_state = view.rounds[letter.round_id].state
        allowed = FAREWELL.get(round_state)
        if allowed is not None and letter.kind not in allowed:
            yield f"{letter.kind} to {copy.to} from a round that is {round_state}"
    for round_ in day.after.rounds.values():
        due = [s.code for s in day.after.of_round(day.after.seats, round_.id) if s.next_letter_at]
        if round_.state in FAREWELL and due:
            yield f"round {round_.id} is {round_.state} and will remind {due}"


def none_waits(day: Day) -> Iterator[str]:
    for letter in day.after.letters.values():
        if letter.state in WAITING and not letter.sandbox:
            yield f"letter {letter.id} ({letter.kind}, {letter.state}) still waits"


def _copies(day: Day) -> dict[str, list[Copy]]:
    found: dict[str, list[Copy]] = {}
    for copy in day.world.post.copies:
        found.setdefault(copy.message_id, []).append(copy)
    return found


def _arrivals(day: Day) -> Iterator[tuple[Any, Copy, Glance]]:
    """Letter, copy, and how everything stood when it went out."""
    letters = {letter.message_id: letter for letter in day.after.letters.values()}
    for delivery in day.deliveries:
        for copy in delivery.copies:
            letter = letters.get(copy.message_id)
            if letter is not None:
                yield letter, copy, delivery.meanwhile


def _overtaken(day: Day, view: Glance, letter: Any) -> bool:
    """Whether the seat has answered, or told something since the letter was due."""
    seat = view.seats[letter.seat_id]
    answer = day.after.answers.get(seat.answer_id)
    told = (seat.paused_at, answer.submitted_at if answer else None)
    return seat.state in FINAL or any(at is not None and at > letter.due_at for at in told)


def _pointless(day: Day, letter: Any) -> bool:
    """Why a letter may be called off."""
    round_ = day.after.rounds[letter.round_id]
    contact = day.after.contacts[letter.contact_id]
    gave = {e.payload["by"] for e, _ in day.events if e.kind == "seat.delegated"}
    answered = any(_overtaken(day, delivery.meanwhile, letter) for delivery in day.deliveries)
    return (
        round_.state == RoundState.CANCELLED
        or (round_.state == RoundState.CLOSED and letter.kind in ASKING)
        or (letter.kind == LetterKind.ROUND_CLOSED and round_.state in LIVE)
        or contact.role == ContactRole.FORMER
        or contact.link_generation > 1  # it was replaced, and came back the same day
        or f"contact:{contact.id}" in gave  # and was given it back the same day
        or (letter.kind in CHASING and answered)
    )
