"""Facts that tests start from; a call names only what matters to the test."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session

from actions.answer_seat import answer_seat
from actions.create_round import create_round
from actions.load import clock_of, seat_by_code, seats_of
from actions.start_round import start_round
from actions.write_answer import Teller
from models.reference import parties_of
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import Body, ContactRole, Outcome, PartyKind
from rules.contacts import GivenContact
from rules.danish_time import at
from rules.planning import Wanted
from rules.questions.submission import Submission

BY = "tester"
KKR = "nordjylland"  # the fewest parties: eleven municipalities and the region
PARTIES = 12
PERIOD_FROM = date(2027, 1, 1)
DEADLINE = date(2026, 12, 1)
REGION = "1081"
A_PARTY = "851"


def danish(text: str) -> datetime:
    """An instant from Danish wall time, `2026-11-03 08:00` or a date alone (its midnight)."""
    day, _, clock = text.partition(" ")
    return at(date.fromisoformat(day), time.fromisoformat(clock or "00:00"))


NOW = danish("2026-10-01 10:00")
ANSWERED = danish("2026-11-03 10:00")


def contacts_for(
    kkr: str = KKR,
    *,
    role: ContactRole = ContactRole.PRIMARY,
    day: date = PERIOD_FROM,
    parties: Iterable[str] | None = None,
) -> list[GivenContact]:
    """One contact per party, or for the named parties only."""
    wanted = set(parties) if parties is not None else None
    return [
        GivenContact(party.code, f"{role} {party.name}", f"{role}.{party.code}@example.org", role)
        for party in parties_of(kkr, day)
        if wanted is None or party.code in wanted
    ]


def sandbox_round(
    session: Session,
    template: str = "sjaelland-2021-2022",
    *,
    start: bool = True,
    now: datetime = NOW,
    **wanted: Any,
) -> Round:
    """A round of the sandbox: on its own clock, with example addresses; open unless said."""
    given = Wanted(template, sandbox=True, start=start, **wanted)
    round_ = create_round(session, given, now, BY)
    return start_round(session, round_, clock_of(round_, now), BY) if start else round_


def real_round(
    session: Session,
    now: datetime = NOW,
    *,
    start: bool = True,
    contacts: list[GivenContact] | None = None,
    deadline: date = DEADLINE,
    kkr: str = KKR,
) -> Round:
    """A biennial round by real time with a primary contact per party; open unless said.

    All that is sent unasked on a morning is due at eight.
    """
    wanted = Wanted("biennial", kkr=kkr, period_from=PERIOD_FROM, deadline=deadline, start=start)
    given = contacts_for(kkr) if contacts is None else contacts
    round_ = create_round(session, wanted, now, BY, given)
    round_.policy = round_.policy | {"spread_minutes": 0}
    session.flush()
    return start_round(session, round_, now, BY) if start else round_


def submission(seat: Seat | None = None, **changes: Any) -> Submission:
    """The council approved on 2 November 2026; `changes` in the names of the contract."""
    region = seat is not None and seat.party_kind is PartyKind.REGION
    given: dict[str, Any] = {
        "version": seat.version if seat else 1,
        "name": "Anna Ø",
        "title": "sekretær",
        "outcome": Outcome.APPROVED,
        "decided_on": date(2026, 11, 2),
        "body": Body.REGIONAL_COUNCIL if region else Body.COUNCIL,
    }
    if changes.get("outcome") is Outcome.NOT_YET:
        given |= {"decided_on": None, "body": None}
    return Submission(**(given | changes))


def answer(
    session: Session,
    round_: Round,
    code: str = A_PARTY,
    now: datetime = ANSWERED,
    *,
    teller: Teller | None = None,
    **changes: Any,
) -> Answer:
    """The party's answer, given at `now` (by a sandbox's own clock when it has one)."""
    seat = seat_by_code(session, round_, code)
    lived = clock_of(round_, now)
    if round_.sandbox and "decided_on" not in changes:
        decided = changes.get("outcome") is not Outcome.NOT_YET
        changes["decided_on"] = lived.date() if decided else None
    given = submission(seat, **changes)
    return answer_seat(session, round_, seat, given, teller or Teller(), lived)


def answer_all(session: Session, round_: Round, now: datetime, **changes: Any) -> None:
    for seat in seats_of(session, round_):
        answer(session, round_, seat.code, now, **changes)
