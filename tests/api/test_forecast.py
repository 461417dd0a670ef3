"""The forecast for programs: what it says, and what it warns of at the start."""

from typing import Any

import pytest

from tests.api.program import Program, problem
from tests.builders import NOW

YEAR = NOW.year
SANDBOX: dict[str, Any] = {"template": "sjaelland-2021-2022", "sandbox": True, "start": True}


def test_verdicts_with_their_reasons(secretariat: Program, reader: Program) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    told = reader.get(f"/rounds/{round_id}/forecast").json()
    assert (told["asked_on"], told["deadline"]) == ("2020-09-08", "2020-12-01")
    assert told["counts"] == {"cannot": 0, "tight": 1, "unknown": 2, "safe": 15, "decided": 0}
    assert (told["decided_on"], told["last"]) == ("2020-11-26", ["1085"])
    (region,) = [item for item in told["items"] if item["code"] == "1085"]
    assert (region["verdict"], region["because"]) == ("tight", "one_meeting")
    assert (region["latest_meeting"], region["item_final"]) == ("2020-11-26", "2020-10-06")
    assert [meeting["in_reach"] for meeting in region["meetings"]][:3] == [False, False, True]


def test_calendars_are_taken_and_the_start_warns(secretariat: Program, reader: Program) -> None:
    late = {
        "template": "sjaelland-2021-2022",
        "sandbox": True,
        "clock": "2020-11-16T08:00:00+01:00",
    }
    made = secretariat.post("/rounds", late).json()
    assert {(w["because"]) for w in made["warnings"]} == {"too_short"}
    started = secretariat.post(f"/rounds/{made['id']}/start").json()
    assert len(started["warnings"]) == 18
    assert started["warnings"][0]["why"].startswith("Tiden til fristen")
    path = f"/rounds/{made['id']}/calendars"
    meetings = [
        {"party": "259", "falls_on": "2021-01-26"},
        {"party": "Faxe", "falls_on": "2021-01-19"},
    ]
    assert secretariat.post(path, {"meetings": meetings}).json()["changed"] == 2
    assert secretariat.post(path, {"meetings": meetings}).json()["changed"] == 0
    assert reader.post(path, {"meetings": meetings}).status_code == 403


def test_lead_times_are_changed_and_the_forecast_follows(
    secretariat: Program, reader: Program
) -> None:
    path = f"/rounds/{secretariat.post('/rounds', SANDBOX).json()['id']}"
    times = reader.get(f"{path}/forecast").json()["lead_times"]
    times["long_way"].append("259")
    told = secretariat.put(f"{path}/lead-times", times).json()
    assert told["counts"] == {"cannot": 0, "tight": 2, "unknown": 2, "safe": 14, "decided": 0}
    assert "259" in told["lead_times"]["long_way"]
    secretariat.put(f"{path}/lead-times", times)
    events = reader.get(f"{path}/events").json()["items"]
    assert [event["kind"] for event in events].count("lead_times.changed") == 1
    times["long"]["committee_days"] = 500
    problem(secretariat.put(f"{path}/lead-times", times), 422, "long.committee_days")
    assert reader.put(f"{path}/lead-times", times).status_code == 403


ICALENDAR = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
SUMMARY:M\xc3\xb8de i Byr\xc3\xa5det
DTSTART;VALUE=DATE:20201130
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("content", "party"),
    [(b"Kommune;Dato\n320;30.11.2020\n", ""), (ICALENDAR, "320"), (ICALENDAR, "Faxe")],
)
def test_files_are_taken_and_the_same_again_changes_nothing(
    secretariat: Program, content: bytes, party: str
) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    path = f"/rounds/{round_id}/calendars/file"
    sent = {"files": {"file": ("m", content)}, "data": {"party": party}}
    for changed in (1, 0):
        told = secretariat.send("POST", path, **sent).json()
        assert (told["changed"], told["counts"]["tight"]) == (changed, 2)


@pytest.mark.parametrize(
    ("content", "party", "status", "field"),
    [
        (ICALENDAR, "", 422, "meetings"),
        (ICALENDAR, "101", 404, ""),
        (b"Kommune;Dato\n320;30.11.2020\n", "320", 422, "meetings"),
        (b"Kommune;Dato\n320;31.11.2020\n", "", 422, "meetings"),
        (b"", "", 422, "meetings"),
    ],
)
def test_files_that_cannot_be_used(
    secretariat: Program, content: bytes, party: str, status: int, field: str
) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    sent = {"files": {"file": ("m", content)}, "data": {"party": party}}
    answer = secretariat.send("POST", f"/rounds/{round_id}/calendars/file", **sent)
    problem(answer, status, field)


@pytest.mark.parametrize(
    ("meeting", "field"),
    [
        ({"party": "101", "falls_on": "2020-11-26"}, "party"),
        ({"party": "259", "falls_on": "2062-11-26"}, "meetings"),
        ({"party": "259", "falls_on": "2020-11-26", "stage": "koncern"}, "stage"),
    ],
)
def test_bad_meetings_are_named(secretariat: Program, meeting: dict[str, str], field: str) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    answer = secretariat.post(f"/rounds/{round_id}/calendars", {"meetings": [meeting]})
    problem(answer, 422, field)
