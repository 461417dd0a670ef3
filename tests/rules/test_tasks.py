"""What the secretariat must do now, fact by fact."""

from datetime import date
from typing import Any

import pytest

from models.reference.catalogue import default_policy
from models.round import Round, Step
from models.seat import Seat
from models.vocabulary import (
    Assurance,
    LetterState,
    Outcome,
    PartyKind,
    RoundState,
    SeatState,
    Silence,
)
from rules.tasks import Facts, TaskKind, tasks
from tests.builders import danish

DEADLINE = date(2026, 12, 1)
BEFORE = danish("2026-11-01 10:00")
WAITING, ANSWERED, CHECKED = SeatState.WAITING, SeatState.ANSWERED, SeatState.CHECKED


def a_round(state: RoundState, parties: int = 2, answered: int = 0) -> Round:
    return Round(
        agreement_id=1,
        version_id=1,
        template="t",
        kind="approval",
        title="R",
        state=state,
        deadline=DEADLINE,
        policy=default_policy(),
        created_at=BEFORE,
        monitor_code="m",
        secretariat_name="S",
        secretariat_email="s@example.org",
        parties=parties,
        answered=answered,
    )


def a_seat(code: str, state: SeatState = WAITING, outcome: Outcome | None = None) -> Seat:
    return Seat(
        round_id=1,
        code=code,
        party=code,
        party_kind=PartyKind.MUNICIPALITY,
        council="byrådet",
        state=state,
        outcome=outcome,
    )


def left_alone(code: str, until: str) -> Seat:
    seat = a_seat(code)
    seat.paused_until = date.fromisoformat(until)
    return seat


def a_step(key: str, planned: date | None, held: date | None = None) -> Step:
    return Step(round_id=1, position=1, key=key, title=key, planned_on=planned, held_on=held)


def found(state: RoundState, at: str = "2026-11-01 10:00", **facts: Any) -> list[str]:
    """The tasks as `kind:party,party` or `kind:letter`."""
    seats = facts.pop("seats", [a_seat("101"), a_seat("147")])
    answered = sum(seat.state in {ANSWERED, CHECKED} for seat in seats)
    given: dict[str, Any] = {
        "steps": [],
        "without_contact": [],
        "letters": [],
        "documents": 1,
    } | facts
    round_ = a_round(state, len(seats), answered)
    round_.silence = given.pop("silence", Silence.TASK)
    round_.assurance = given.pop("assurance", Assurance.LINK)
    of = Facts(round_=round_, seats=seats, **given)
    return [
        ":".join(filter(None, [t.kind, ",".join([*t.parties, *map(str, t.letters)])]))
        for t in tasks(of, danish(at))
    ]


DRAFT, OPEN, COMPLETE = RoundState.DRAFT, RoundState.OPEN, RoundState.COMPLETE
KKR = a_step("kkr_approval", date(2026, 9, 7))
SIGN_OFF = a_step("sign_off", date(2026, 9, 14))
SENT_BACK = a_step("kkr_approval", date(2026, 9, 7), date(2026, 9, 7))
SENT_BACK.halted = True


def signing_in() -> list[Seat]:
    """One without a number, one with, and one that has answered without."""
    seats = [a_seat("101"), a_seat("147"), a_seat("151", CHECKED, Outcome.APPROVED)]
    seats[1].cvr = "12345678"
    return seats


SIGNING_IN = signing_in()
CASES: list[tuple[RoundState, dict[str, Any], list[str]]] = [
    (DRAFT, {}, ["start"]),
    (DRAFT, {"documents": 0}, ["attach_documents", "start"]),
    (DRAFT, {"without_contact": ["147"]}, ["give_contacts:147", "start"]),
    (DRAFT, {"at": "2026-08-18 07:59", "steps": [KKR]}, ["start"]),  # announced 17 August at 8
    (DRAFT, {"at": "2026-08-18 08:00", "steps": [KKR]}, ["announce_late", "start"]),
    (DRAFT, {"at": "2026-09-07 07:59", "steps": [KKR, SIGN_OFF]}, ["announce_late", "start"]),
    (DRAFT, {"at": "2026-09-07 08:00", "steps": [KKR, SIGN_OFF]}, ["hold_kkr", "start"]),
    (DRAFT, {"at": "2026-09-14 08:00", "steps": [KKR, SIGN_OFF]}, ["open_late", "hold_kkr"]),
    (
        DRAFT,
        {"steps": [a_step("kkr_approval", date(2026, 9, 7), date(2026, 9, 7))]},
        ["start"],
    ),
    (DRAFT, {"at": "2026-09-14 08:00", "steps": [SENT_BACK, SIGN_OFF]}, ["plan_anew"]),
    (DRAFT, {"steps": [a_step("sign_off", date(2026, 12, 1))]}, ["extend_for_plan", "start"]),
    (OPEN, {"at": "2026-11-15 23:59", "own_deadline": date(2026, 11, 15)}, []),
    (
        OPEN,
        {"at": "2026-11-16 00:00", "own_deadline": date(2026, 11, 15)},
        ["own_deadline:101,147"],
    ),
    (
        OPEN,
        {"at": "2026-12-02 00:00", "own_deadline": date(2026, 11, 15)},
        ["decide_after_deadline:101,147"],
    ),
    (OPEN, {}, []),
    (OPEN, {"at": "2026-12-01 23:59"}, []),
    (OPEN, {"at": "2026-12-02 00:00"}, ["decide_after_deadline:101,147"]),
    (OPEN, {"at": "2026-12-15 07:59"}, ["decide_after_deadline:101,147"]),
    (
        OPEN,
        {"at": "2026-12-15 08:00", "seats": [a_seat("101"), left_alone("147", "2026-12-15")]},
        ["decide_after_deadline:101,147", "let_chair_raise:101"],
    ),
    (
        OPEN,
        {"at": "2026-12-16 00:00", "seats": [a_seat("101"), left_alone("147", "2026-12-15")]},
        ["decide_after_deadline:101,147", "let_chair_raise:101,147"],
    ),
    (OPEN, {"at": "2026-12-02 00:00", "silence": Silence.NOTHING}, []),
    (
        OPEN,  # one keeps silent and consents, the other was never asked
        {"at": "2026-12-02 00:00", "silence": Silence.CONSENT, "tacit": ["101"]},
        ["decide_after_deadline:147"],
    ),
    (
        OPEN,
        {"at": "2026-12-02 00:00", "silence": Silence.CONSENT, "tacit": ["101", "147"]},
        ["close"],
    ),
    (OPEN, {"without_contact": ["147"]}, ["give_contacts:147"]),
    (
        OPEN,  # of the first we never knew anybody, to the second we wrote, and it was not theirs
        {"without_contact": ["101", "147"], "declined": ["147"]},
        ["find_contacts:147", "give_contacts:101"],
    ),
    (OPEN, {"declined": ["147"], "delegations": ["101"]}, ["approve_delegations:101"]),
    (OPEN, {"too_late": ["101"]}, ["help_the_late:101"]),
    (
        OPEN,  # the time to help is over
        {"at": "2026-12-02 00:00", "too_late": ["101"]},
        ["decide_after_deadline:101,147"],
    ),
    (DRAFT, {"too_late": ["147"]}, ["help_the_late:147", "start"]),
    (
        OPEN,
        {
            "without_contact": ["147"],
            "seats": [a_seat("101"), a_seat("147", CHECKED, Outcome.APPROVED)],
        },
        [],
    ),
    (
        OPEN,
        {
            "letters": [
                (7, LetterState.DRAFT),
                (8, LetterState.FAILED),
                (9, LetterState.UNKNOWN),
            ]
        },
        ["send_again:8,9", "release_drafts:7"],
    ),
    (
        COMPLETE,
        {
            "seats": [
                a_seat("101", ANSWERED, Outcome.APPROVED),
                a_seat("147", CHECKED, Outcome.APPROVED),
            ]
        },
        ["check_answers:101"],
    ),
    (
        COMPLETE,
        {
            "seats": [
                a_seat("101", CHECKED, Outcome.APPROVED_WITH_RESERVATION),
                a_seat("147", CHECKED, Outcome.APPROVED),
            ]
        },
        ["clear_reservations:101"],
    ),
    (
        COMPLETE,
        {
            "seats": [
                a_seat("101", CHECKED, Outcome.REJECTED),
                a_seat("147", CHECKED, Outcome.APPROVED_WITH_REMARKS),
            ]
        },
        ["follow_up_rejections:101", "close"],
    ),
    (OPEN, {"assurance": Assurance.OIDC, "seats": SIGNING_IN}, ["give_cvr:101"]),
    (OPEN, {"seats": SIGNING_IN}, []),
    (OPEN, {"unconfirmed": ["147"]}, ["confirm_answers:147"]),
    (
        COMPLETE,  # it cannot be closed meanwhile
        {
            "seats": [a_seat("101", CHECKED, Outcome.APPROVED)],
            "objected": ["101"],
        },
        ["settle_objections:101"],
    ),
    (RoundState.CLOSED, {"objected": ["101"]}, ["settle_objections:101"]),
    (RoundState.CLOSED, {"letters": [(8, LetterState.FAILED)]}, ["send_again:8"]),
    (RoundState.CANCELLED, {"without_contact": ["101"]}, []),
]


@pytest.mark.parametrize(("state", "facts", "expected"), CASES)
def test_tasks(state: RoundState, facts: dict[str, Any], expected: list[str]) -> None:
    assert found(state, **facts) == expected


def test_every_kind_is_found_above() -> None:
    expected = {word.partition(":")[0] for *_, words in CASES for word in words}
    assert expected == set(TaskKind)
