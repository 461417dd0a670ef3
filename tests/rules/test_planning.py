"""From a template and what was typed to a whole plan, or one no that names the field."""

from dataclasses import replace
from datetime import date

import pytest

from models.reference.catalogue import templates
from models.vocabulary import PartyKind
from rules.danish_time import end_of, is_working_day
from rules.planning import Plan, Wanted, plan
from rules.refusal import Refusal
from tests.builders import danish

NOW = danish("2026-10-01 10:00")
IN_2020 = danish("2020-08-10 09:00")
BIENNIAL = Wanted(
    "biennial", kkr="syddanmark", period_from=date(2027, 1, 1), deadline=date(2026, 12, 1)
)


def dates(planned: Plan) -> dict[str, str]:
    return {step.key: str(step.planned_on) for step in planned.steps}


def test_sjaelland_as_it_was() -> None:
    planned = plan(Wanted("sjaelland-2021-2022"), IN_2020)
    assert planned.title == "Rammeaftale 2021-2022 for KKR Sjælland"
    assert (planned.kkr, str(planned.deadline)) == ("sjaelland", "2020-12-01")
    assert (str(planned.period_from), str(planned.period_to)) == ("2021-01-01", "2022-12-31")
    assert len(planned.parties) == 18
    assert planned.parties[-1].official_name == "Region Sjælland"
    assert list(dates(planned)) == [
        *("dialogue_meeting", "agreement_ready", "kkr_approval", "sign_off"),
        *("submission", "entry_into_force", "follow_up"),
    ]
    assert dates(planned)["dialogue_meeting"] == "2019-11-29"
    assert len(planned.points) == 2
    assert planned.clock is None


def test_hovedstaden_as_it_was() -> None:
    planned = plan(Wanted("hovedstaden-2021-2022"), IN_2020)
    assert len(planned.parties) == 30
    assert str(planned.deadline) == "2020-12-01"
    steps = dates(planned)
    assert steps["kkr_approval"] == "2020-09-07"
    assert steps["dialogue_meeting"] == steps["sign_off"] == "2020-09-14"
    assert list(steps).index("kkr_approval") < list(steps).index("dialogue_meeting")
    assert len(planned.points) == 3


def test_biennial_counts_its_steps_from_the_deadline() -> None:
    planned = plan(BIENNIAL, NOW)
    assert planned.title == "Rammeaftale 2027-2028 for KKR Syddanmark"
    assert str(planned.period_to) == "2028-12-31"
    steps = dates(planned)
    assert steps["sign_off"] == "2026-09-14"
    assert steps["kkr_approval"] == "2026-09-07"
    assert steps["submission"] == "2026-12-01"
    assert steps["dialogue_meeting"] == "2025-11-28"
    assert steps["entry_into_force"] == "2027-01-01"
    assert planned.steps[4].title == "KKR Syddanmark godkender og anbefaler"
    assert planned.points == ("at Rammeaftale 2027-2028 for KKR Syddanmark godkendes",)
    assert [p.kind for p in planned.parties].count(PartyKind.REGION) == 1


@pytest.mark.parametrize("deadline", ["2026-12-05", "2026-12-25", "2027-03-29", "2026-10-31"])
def test_steps_before_a_deadline_fall_on_working_days_and_in_order(deadline: str) -> None:
    planned = plan(replace(BIENNIAL, deadline=date.fromisoformat(deadline)), NOW)
    counted = [s.planned_on for s in planned.steps[:7] if s.planned_on]
    assert len(counted) == 7
    assert counted == sorted(counted)
    assert all(is_working_day(day) for day in counted)


@pytest.mark.parametrize(
    ("period_from", "kkr", "parties"),
    [
        ("2026-12-31", "hovedstaden", 30),
        ("2026-12-31", "sjaelland", 18),
        ("2027-01-01", "oestdanmark", 47),
        ("2028-01-01", "oestdanmark", 47),
        *((day, kkr, n) for day in ("2026-01-01", "2027-01-01") for kkr, n in
          (("syddanmark", 23), ("midtjylland", 20), ("nordjylland", 12))),
    ],
)  # fmt: skip
def test_the_parties_are_those_of_the_period(period_from: str, kkr: str, parties: int) -> None:
    planned = plan(replace(BIENNIAL, kkr=kkr, period_from=date.fromisoformat(period_from)), NOW)
    assert len(planned.parties) == parties


@pytest.mark.parametrize(
    ("period_from", "kkr", "hint"),
    [
        ("2027-01-01", "hovedstaden", "oestdanmark"),
        ("2027-01-01", "sjaelland", "oestdanmark"),
        ("2029-01-01", "hovedstaden", "oestdanmark"),
        ("2026-12-31", "oestdanmark", "hovedstaden eller sjaelland"),
    ],
)
def test_a_kkr_that_does_not_exist_in_the_period_is_refused_with_the_right_one(
    period_from: str, kkr: str, hint: str
) -> None:
    with pytest.raises(Refusal, match=hint) as refused:
        plan(replace(BIENNIAL, kkr=kkr, period_from=date.fromisoformat(period_from)), NOW)
    assert refused.value.field == "kkr"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"template": "trienniel"}, "template"),
        ({"template": ""}, "template"),
        ({"template": "../biennial"}, "template"),
        ({"kkr": "jylland"}, "kkr"),
        ({"kkr": "Syddanmark"}, "kkr"),
        ({"kkr": ""}, "kkr"),
        ({"kkr": None}, "kkr"),
        ({"period_from": None}, "period_from"),
        ({"period_from": date(2006, 12, 31)}, "period_from"),
        ({"period_from": date(2101, 1, 1)}, "period_from"),
        ({"period_from": date(1, 1, 1)}, "period_from"),
        ({"period_from": date(9999, 12, 31)}, "period_from"),
        ({"deadline": None}, "deadline"),
        ({"deadline": date(2026, 9, 30)}, "deadline"),
        ({"deadline": date(1, 1, 1)}, "deadline"),
        ({"deadline": date(9999, 12, 31)}, "deadline"),
        ({"deadline": date(2006, 12, 31), "sandbox": True}, "deadline"),
        ({"title": "linje\nto"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"clock": NOW}, "clock"),
        ({"clock": danish("2006-12-31"), "sandbox": True}, "clock"),
        ({"clock": danish("2101-01-02"), "sandbox": True}, "clock"),
        ({"clock": danish("9999-12-31 12:00"), "sandbox": True}, "clock"),
        ({"template": "sjaelland-2021-2022", "kkr": "hovedstaden"}, "kkr"),
        ({"template": "sjaelland-2021-2022", "kkr": None}, "period_from"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        plan(replace(BIENNIAL, **changes), NOW)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["sjaelland-2021-2022", "hovedstaden-2021-2022"])
def test_a_deadline_that_has_passed_is_for_the_sandbox_only(name: str) -> None:
    passed = end_of(date(2020, 12, 1))
    with pytest.raises(Refusal) as refused:
        plan(Wanted(name), passed)
    assert refused.value.field == "deadline"
    assert plan(Wanted(name), danish("2020-12-01 23:59")).clock is None
    assert plan(Wanted(name, sandbox=True), NOW).clock == IN_2020
    sign_off = templates()[name].steps
    day = next(step.planned_on for step in sign_off if step.key == "sign_off")
    assert plan(Wanted(name, sandbox=True, start=True), NOW).clock == danish(f"{day} 08:00")


def test_a_later_deadline_makes_an_old_template_possible_and_keeps_its_history() -> None:
    planned = plan(Wanted("sjaelland-2021-2022", deadline=date(2026, 12, 1)), NOW)
    assert [fact.in_force for fact in planned.deadlines] == [False, False, False, True]
    assert str(planned.deadlines[0].falls_on) == "2020-10-15"
    assert plan(Wanted("sjaelland-2021-2022", deadline=date(2020, 12, 1)), IN_2020).deadlines == (
        templates()["sjaelland-2021-2022"].deadlines
    )


def test_the_sandbox_clock_is_as_asked_or_now_while_there_is_time() -> None:
    asked = danish("2026-11-01 12:00")
    assert plan(replace(BIENNIAL, sandbox=True, clock=asked), NOW).clock == asked
    assert plan(replace(BIENNIAL, sandbox=True), NOW).clock == NOW
    late = danish("2026-12-24 12:00")
    assert plan(replace(BIENNIAL, sandbox=True), late).clock == danish("2026-09-14 08:00")


def test_a_period_that_begins_on_29_february_lasts_two_years() -> None:
    planned = plan(replace(BIENNIAL, period_from=date(2028, 2, 29)), NOW)
    assert str(planned.period_to) == "2030-02-28"


def test_braces_in_a_title_are_only_braces() -> None:
    planned = plan(replace(BIENNIAL, title="Aftale {kkr} {0} {"), NOW)
    assert planned.title == "Aftale {kkr} {0} {"
    assert planned.points == ("at Aftale {kkr} {0} { godkendes",)
