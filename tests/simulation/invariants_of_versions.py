"""New versions: who is asked again, and who is told."""

from collections.abc import Iterator
from typing import Any

from models.vocabulary import ContactRole, LetterKind, Outcome
from rules.versions import Change, touching
from tests.simulation.days import Day

TELLING = (LetterKind.ASKED_AGAIN, LetterKind.NEW_VERSION)


def only_those_it_touches_are_asked_again(day: Day) -> Iterator[str]:
    """With a new version exactly the answers it touches fall, each for a change that is named."""
    for event in _published(day):
        changed = [Change.of(change) for change in event.payload["changes"]]
        for seat in day.after.of_round(day.after.seats, event.round_id):
            answer = _standing_before(day, seat, event.payload["version"])
            final = answer is not None and answer.outcome != Outcome.NOT_YET
            fell = seat.code in event.payload["again"]
            stands = seat.code in event.payload["stands"]
            because = touching([int(n) for n in answer.points], changed) if answer else []
            if final and fell != bool(because):
                yield f"{seat.code}: fell {fell}, touched by {because}"
            if final == (not fell and not stands):
                yield f"{seat.code} is said neither to fall nor to stand, or had not answered"


def everybody_is_told_of_a_new_version(day: Day) -> Iterator[str]:
    """Why it is asked again, or that its answer stands: whoever speaks for a party all day."""
    keys = {letter.key for letter in day.after.letters.values()}
    for event in _published(day):
        seats = {s.id: s for s in day.after.of_round(day.after.seats, event.round_id)}
        for contact in day.before.contacts.values():
            stays = day.after.contacts[contact.id].role == contact.role == ContactRole.PRIMARY
            if contact.seat_id not in seats or not stays:
                continue
            code, again = seats[contact.seat_id].code, event.payload["again"]
            occasion = f"{contact.id}:version-{event.payload['number']}"
            told = {kind for kind in TELLING if f"{kind}:{occasion}" in keys}
            if len(told) != 1 or (code in again and told != {LetterKind.ASKED_AGAIN}):
                yield f"{code} is told of the new version by {sorted(told)}"


def _published(day: Day) -> Iterator[Any]:
    yield from (event for event, _ in day.events if event.kind == "version.published")


def _standing_before(day: Day, seat: Any, version: int) -> Any:
    """The seat's newest answer to an earlier version, unless it had fallen already."""
    given = [a for a in day.after.answers.values() if a.seat_id == seat.id]
    older = sorted((a for a in given if a.version_id < version), key=lambda a: a.number)
    before = day.before.fallen.get((seat.round_id, seat.code), 0)
    return older[-1] if older and older[-1].number > before else None
