"""How far a case has come, and what it changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.vocabulary import Body, Outcome, PartyKind, SeatState, Stage
from rules.forecast import Because, Forecast, Verdict
from rules.progress import next_treatment
from rules.questions.approval import judge
from rules.questions.question import Asked
from rules.questions.submission import Submission
from rules.refusal import Refusal
from rules.seats import Told
from tests.rules.test_forecast import H_DEADLINE, a_seat, of

ASKED = Asked(
    party_kind=PartyKind.MUNICIPALITY,
    state=SeatState.WAITING,
    numbers=frozenset({1, 2}),
    papers=frozenset({1}),
    drafted=date(2024, 9, 1),
    asked_on=date(2026, 9, 1),
    deadline=date(2026, 12, 1),
    today=date(2026, 10, 12),
    code="851",
)
PAST, COMMITTEE, FINANCE, COUNCIL = (
    date(2026, 10, 5),
    date(2026, 10, 20),
    date(2026, 10, 27),
    date(2026, 11, 9),
)


def not_yet(**told: Any) -> Submission:
    return Submission(1, "Anna Ø", "sekretær", outcome=Outcome.NOT_YET, **told)


@pytest.mark.parametrize(
    ("told", "waits_for", "says"),
    [
        ({}, (None, None), Told.PROGRESS),
        ({"committee_on": PAST}, (PAST, Stage.COMMITTEE), Told.PROGRESS),
        ({"committee_on": ASKED.today}, (ASKED.today, Stage.COMMITTEE), Told.MEETING_DATE),
        (
            {"committee_on": COMMITTEE, "finance_committee_on": FINANCE},
            (FINANCE, Stage.FINANCE_COMMITTEE),
            Told.MEETING_DATE,
        ),
        (
            {"committee_on": PAST, "meeting_on": COUNCIL},
            (COUNCIL, Stage.COUNCIL),
            Told.MEETING_DATE,
        ),
    ],
)
def test_we_wait_for_the_farthest_meeting_that_was_named(
    told: dict[str, Any], waits_for: tuple[date | None, Stage | None], says: Told
) -> None:
    found = judge(not_yet(**told), ASKED)
    assert next_treatment(found.submission) == waits_for
    assert (found.outcome, found.told) == (Outcome.NOT_YET, says)


def test_the_committees_meetings_become_known_and_the_councils_stays_a_promise() -> None:
    told = not_yet(committee_on=COMMITTEE, finance_committee_on=FINANCE, meeting_on=COUNCIL)
    known = {(c.code, c.stage): c.days for c in judge(told, ASKED).meetings}
    assert known == {
        ("851", Stage.COMMITTEE): {COMMITTEE},
        ("851", Stage.FINANCE_COMMITTEE): {FINANCE},
    }
    decided = replace(told, outcome=Outcome.APPROVED, decided_on=PAST, body=Body.COUNCIL)
    assert judge(decided, ASKED).meetings == ()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"committee_on": FINANCE, "finance_committee_on": COMMITTEE}, "finance_committee_on"),
        ({"committee_on": COUNCIL, "meeting_on": FINANCE}, "meeting_on"),
        ({"committee_on": date(2062, 10, 20)}, "committee_on"),
        ({"finance_committee_on": date(2006, 10, 20)}, "finance_committee_on"),
        ({"remarks": "Ja, men", "remarks_about": "point:3"}, "remarks_about"),
        ({"remarks": "Ja, men", "remarks_about": "document:2"}, "remarks_about"),
        ({"remarks": "Ja, men", "remarks_about": "punkt 1"}, "remarks_about"),
        ({"remarks": " ", "remarks_about": "point:1"}, "remarks"),
    ],
)
def test_the_impossible(told: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        judge(not_yet(**told), ASKED)
    assert refused.value.field == field


@pytest.mark.parametrize("about", ["", "point:2", "document:1"])
def test_what_a_remark_can_be_about(about: str) -> None:
    found = judge(not_yet(remarks="Ja, men", remarks_about=f" {about} "), ASKED)
    assert found.submission.remarks_about == about


def forecast(*days: date, **seat: Any) -> Forecast:
    return of(*days, seat=a_seat(**seat), today=date(2020, 10, 26))


EARLY, LATE = date(2020, 11, 3), date(2020, 11, 24)


def test_a_council_does_not_decide_before_its_committee() -> None:
    told = {"meeting_of": Stage.COMMITTEE, "meeting_on": date(2020, 11, 10)}
    assert forecast(EARLY, LATE, **told).expected_on == LATE
    assert forecast(EARLY, **told).verdict is Verdict.UNKNOWN
    on_the_day = told | {"meeting_on": LATE}
    assert forecast(LATE, date(2020, 12, 15), **on_the_day).verdict is Verdict.CANNOT
    too_late = forecast(LATE, **(told | {"meeting_on": H_DEADLINE}))
    assert (too_late.verdict, too_late.because) == (Verdict.CANNOT, Because.COMMITTEE_LATE)


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (None, LATE),
        (Body.ADMINISTRATION, LATE),
        (Body.COMMITTEE, EARLY),
        (Body.FINANCE_COMMITTEE, EARLY),
        (Body.COUNCIL, EARLY),
    ],
)
def test_casework_that_is_done_is_not_reckoned_again(reached: Body | None, expected: date) -> None:
    asked_on = date(2020, 9, 28)  # too late for the first meeting, were there casework to do
    assert of(EARLY, LATE, seat=a_seat(reached=reached), asked_on=asked_on).expected_on == expected


@pytest.mark.parametrize("told", [{"reached": Body.ADMINISTRATION}, {"reached": Body.COMMITTEE}])
def test_who_tells_how_far_it_is_has_not_been_silent(told: dict[str, Any]) -> None:
    today = date(2020, 10, 29)
    assert of(LATE, seat=a_seat(), today=today).late_item
    assert not of(LATE, seat=a_seat(**told), today=today).late_item
