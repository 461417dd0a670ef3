"""The reminder policy through the interface, as the page has it."""

from tests.api.program import Program, problem

SANDBOX = {"template": "sjaelland-2021-2022", "sandbox": True, "start": True}


def test_it_is_read_changed_and_refused(secretariat: Program, reader: Program) -> None:
    made = secretariat.post("/rounds", SANDBOX).json()
    path = f"/rounds/{made['id']}/reminder-policy"
    found = reader.get(path).json()
    assert found["deadline"] == "2020-12-01"
    assert found["reminder_days"][0] == "2020-11-03"
    assert found["ladder_days"]["chair"] == "2020-12-15"
    policy = found["policy"]
    policy |= {"remind_working_days_before": [25], "ladder": {"director": 4}}
    told = secretariat.put(path, policy).json()
    assert told["reminder_days"][0] == "2020-10-27"
    assert told["ladder_days"] == {"director": "2020-12-07"}
    seats = reader.get(f"/rounds/{made['id']}/seats").json()["items"]
    assert {seat["next_letter_at"] for seat in seats} == {"2020-10-27T08:00:00+01:00"}
    events = reader.get(f"/rounds/{made['id']}/events").json()["items"]
    (event,) = [event for event in events if event["kind"] == "reminder_policy.changed"]
    assert event["payload"]["by"].startswith("key:")
    assert reader.put(path, policy).status_code == 403
    wrong = secretariat.put(path, policy | {"most_reminders": 0})
    problem(wrong, 422, "most_reminders")
    assert wrong.json()["detail"] == "Påmindelser i alt til en part: skriv et tal fra 1 til 50."
    problem(secretariat.put(path, {"most_reminders": 3}), 422)
    assert reader.get(path).json() == told
