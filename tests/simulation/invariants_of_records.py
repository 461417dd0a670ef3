"""Answers, seats, counters, deadlines and the chains of events."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from models.event_kinds import KINDS
from models.vocabulary import Outcome, RoundState, SeatState
from rules.chain import event_hash
from rules.seats import CONSENTS, FINAL
from rules.verify import private_hash
from tests.simulation.days import Day

ASKED_AGAIN = "seat.asked_again:"


def acknowledged_answers_are_there(day: Day) -> Iterator[str]:
    """Whatever a party was shown a receipt for is in its answer and in its event."""
    answers = {answer.receipt: answer for answer in day.after.answers.values()}
    for receipt, shown in day.world.ledger.acknowledged.items():
        answer = answers.get(receipt)
        if answer is None:
            yield f"receipt {receipt} was shown, and there is no such answer"
        elif (answer.chain_head, answer.name) != shown:
            yield f"receipt {receipt} was shown with {shown} and is another one's"


def what_was_not_acknowledged_is_wholly_absent(day: Day) -> Iterator[str]:
    ledger = day.world.ledger
    for answer in day.after.answers.values():
        if answer.name in ledger.unheard:
            yield f"receipt {answer.receipt}: {answer.name} was told no, or nothing"
    for event, private in day.events:
        if private and private.data.get("name") in ledger.unheard:
            yield f"event {event.key} is of {private.data['name']}, who was told no, or nothing"
    receipts = {a.id for a in day.after.answers.values()}
    for letter in day.after.letters.values():
        if letter.answer_id is not None and letter.answer_id not in receipts:
            yield f"letter {letter.id} is the receipt of an answer that is not there"


def a_seat_has_one_valid_answer(day: Day) -> Iterator[str]:
    """The newest is the one that stands, and the seat says what it says; unless it fell when a new
    version was asked about: then none stands."""
    by_seat: dict[int, list[Any]] = {}
    for answer in day.after.answers.values():
        by_seat.setdefault(answer.seat_id, []).append(answer)
    for seat in day.after.seats.values():
        answers = sorted(by_seat.get(seat.id, []), key=lambda answer: answer.number)
        where = f"seat {seat.code} of round {seat.round_id}"
        if [answer.number for answer in answers] != list(range(1, len(answers) + 1)):
            yield f"{where}: its answers are numbered {[a.number for a in answers]}"
        shown = [answer.seat_version for answer in answers]
        if shown != sorted(set(shown)):
            yield f"{where}: two answers to one version: {shown}"
        fell = day.after.fallen.get((seat.round_id, seat.code), 0)
        newest = answers[-1] if answers and answers[-1].number > fell else None
        if seat.answer_id != (newest.id if newest else None):
            yield f"{where}: answer {seat.answer_id} stands, and is not the newest"
        decided = newest is not None and newest.outcome != Outcome.NOT_YET
        if (seat.state in FINAL) != decided:
            yield f"{where} is {seat.state}, its newest answer {newest and newest.outcome}"
        elif (
            newest
            and decided
            and (seat.outcome, seat.decided_on)
            != (
                newest.outcome,
                newest.decided_on,
            )
        ):
            yield f"{where} says {seat.outcome}, its answer {newest.outcome}"
        if (seat.state == SeatState.SCHEDULED) > (seat.meeting_on is not None):
            yield f"{where} is scheduled for no day"


def what_we_registered_is_borne_out(day: Day) -> Iterator[str]:
    """A decision we registered has its evidence, or two users who stand by it."""
    for answer in day.after.answers.values():
        if not answer.on_behalf_by or answer.outcome == Outcome.NOT_YET:
            continue
        two = answer.confirmed_by and answer.confirmed_by != answer.on_behalf_by
        if not (two or answer.minutes_url or answer.evidence_sha256):
            yield f"receipt {answer.receipt} was registered by {answer.on_behalf_by} alone"


def versions_only_rise(day: Day) -> Iterator[str]:
    """By one per answer, by one each time another thing is asked, and by nothing else."""
    answers = Counter(answer.seat_id for answer in day.after.answers.values())
    asked = Counter(key.split(":")[1] for key in day.after.keys if key.startswith(ASKED_AGAIN))
    for seat in day.after.seats.values():
        before = day.before.seats.get(seat.id)
        if before and seat.version < before.version:
            yield f"seat {seat.code}: version {before.version} became {seat.version}"
        rises = answers[seat.id] + asked[str(seat.id)]
        if seat.version != 1 + rises:
            yield f"seat {seat.code}: version {seat.version} after {rises} answers and questions"


def chains_go_on_without_a_gap(day: Day) -> Iterator[str]:
    """The day's new events follow yesterday's end; the whole is read at the end of the seed."""
    ends = dict(day.before.chains)
    for event, private in day.events:
        seq, head = ends.get(event.chain, (0, ""))
        if (event.seq, event.prev) != (seq + 1, head):
            yield f"{event.chain} {event.seq} does not follow {seq}"
        if event.hash != event_hash(event):
            yield f"{event.chain} {event.seq}: its hash is not of what it says"
        if private and event.payload["private"] != private_hash(private.salt, private.data):
            yield f"{event.chain} {event.seq}: its personal data is not what was hashed"
        ends[event.chain] = (event.seq, event.hash)
    if ends != day.after.chains:
        yield f"the kept ends are {day.after.chains}, the events end at {ends}"


def counters_are_what_is_counted(day: Day) -> Iterator[str]:
    spoken_for = {c.seat_id for c in day.after.contacts.values() if c.role == "primary"}
    for round_ in day.after.rounds.values():
        seats = day.after.of_round(day.after.seats, round_.id)
        counted = {
            "parties": len(seats),
            "answered": sum(seat.state in FINAL for seat in seats),
            "approved": sum(seat.outcome in CONSENTS for seat in seats),
            "without_contact": sum(seat.id not in spoken_for for seat in seats),
        }
        for name, number in counted.items():
            if getattr(round_, name) != number:
                yield f"round {round_.id} says {name} {getattr(round_, name)}, there are {number}"
        complete = counted["answered"] == counted["parties"]
        if round_.state in {RoundState.OPEN, RoundState.COMPLETE} and complete != (
            round_.state == RoundState.COMPLETE
        ):
            yield f"round {round_.id} is {round_.state} with {counted['answered']} answers"


def deadlines_are_kept(day: Day) -> Iterator[str]:
    """A later one is a new fact; what was told before stays as it was, and the last one counts."""
    for id_, before in day.before.deadlines.items():
        after = day.after.deadlines.get(id_)
        if after != before:
            yield f"deadline {before.falls_on} ({before.kind}) is not what it was"
    for round_ in day.after.rounds.values():
        facts = day.after.of_round(day.after.deadlines, round_.id)
        counted = sorted((fact.id, fact.falls_on) for fact in facts if fact.in_force_at)
        if counted[-1][1] != round_.deadline:
            yield f"round {round_.id} ends {round_.deadline}, in force were {counted}"


def whoever_acts_is_named(day: Day) -> Iterator[str]:
    for event, private in day.events:
        if "by" in KINDS[event.kind].payload and not event.payload.get("by"):
            yield f"{event.key} names nobody"
        if event.kind == "seat.answered" and not (private and private.data["name"].strip()):
            yield f"{event.key} names nobody"
