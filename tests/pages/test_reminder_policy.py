"""The secretariat sees when parties are written to, and changes it."""

import pytest

from api.pages.forms import Typed
from api.pages.number_input import told_weeks, weeks_words
from models.database import transaction
from rules.refusal import Refusal
from tests.builders import sandbox_round
from tests.pages.browsing import Visitor, errors_in, words_of
from tests.pages.links import form_as_it_stands

ADDRESS = "/rounds/1/reminder-policy"


def test_the_dates_are_shown_and_follow_a_change(desk: Visitor, reader: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    page = desk.get(ADDRESS)
    assert "tirsdag den 3. november 2020 Påmindelse" in words_of(page)
    assert "aldrig i ugerne 27-31, 42, 52-1, højst 10 gange i alt" in words_of(page)
    form = form_as_it_stands(page.text, "reminder-policy").values
    form.pop("csrf")
    same = desk.post(ADDRESS, form)
    assert "Der var ingen ændringer." in words_of(desk.get(same.headers["location"]))
    told = {**form, "remind_working_days_before": "25", "ladder.director": "", "recess_weeks": ""}
    posted = desk.post(ADDRESS, told)
    shown = words_of(desk.get(posted.headers["location"]))
    assert "Planen er gemt" in shown
    assert "27. oktober 2020 Påmindelse" in shown
    assert "Direktører hos dem" not in shown
    assert "aldrig i ugerne" not in shown
    record = words_of(desk.get("/rounds/1/events"))
    assert "Planen for påmindelser og rykkere blev ændret." in record
    assert "27. okt. 2020" in words_of(desk.get("/rounds/1/rehearsal"))
    looked = reader.get(ADDRESS)
    assert "Ret planen" not in looked.text
    assert reader.post(ADDRESS, form).status_code == 403


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"remind_working_days_after": "2; 7"}, "»2; 7« er ikke et helt antal. Skriv det med tal."),
        ({"recess_weeks": "uge 42"}, "»uge 42« er ikke en uge. Skriv ugenumre som 27-31, 42."),
        ({"send_at": "otte"}, "»otte« er ikke et klokkeslæt. Skriv det som 08:00."),
        (
            {"ladder.director": "2"},
            "Turen kommer til direktøren efter byrådssekretariatet: skriv et tal over 3.",
        ),
    ],
)
def test_what_is_wrong_is_said_once_and_nothing_is_done(
    desk: Visitor, change: dict[str, str], said: str
) -> None:
    with transaction() as session:
        sandbox_round(session)
    form = form_as_it_stands(desk.get(ADDRESS).text, "reminder-policy").values
    form.pop("csrf")
    wrong = desk.post(ADDRESS, {**form, **change})
    assert wrong.status_code == 422
    assert errors_in(wrong) == [said]
    assert f'value="{next(iter(change.values()))}"' in wrong.text
    assert "blev ændret" not in words_of(desk.get("/rounds/1/events"))


@pytest.mark.parametrize(
    ("typed", "weeks", "shown"),
    [
        ("27-31, 42, 52-1", [27, 28, 29, 30, 31, 42, 52, 53, 1], "27-31, 42, 52-1"),
        ("52-2", [52, 53, 1, 2], "52-2"),
        ("1,2, 53", [1, 2, 53], "53-2"),
        ("7", [7], "7"),
        ("8-8", [8], "8"),
        ("", [], ""),
    ],
)
def test_weeks_as_they_are_typed(typed: str, weeks: list[int], shown: str) -> None:
    found = told_weeks(Typed({"weeks": typed}), "weeks")
    assert sorted(set(found)) == sorted(weeks)
    assert weeks_words(weeks) == shown


@pytest.mark.parametrize("typed", ["60", "70-2", "0"])
def test_a_week_that_is_none_is_left_to_the_rule(typed: str) -> None:
    assert any(not 1 <= week <= 53 for week in told_weeks(Typed({"weeks": typed}), "weeks"))
    with pytest.raises(Refusal):
        told_weeks(Typed({"weeks": "uge 7"}), "weeks")
