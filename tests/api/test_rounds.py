"""Rounds through the interface: the shapes of the contract, from making to closing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from api.v1 import events, rounds, types
from models.database import transaction
from rules.danish_time import danish_date
from tests.api.program import Program, problem
from tests.builders import KKR, contacts_for, sandbox_round
from tests.databases import sqlite_only

TODAY = danish_date(datetime.now(UTC))
LATER = TODAY + timedelta(days=60)  # the KKR has met
ROUND = {
    *("id", "title", "kind", "state", "result", "deadline", "sandbox", "clock", "parties"),
    *("answered", "approved", "missing", "without_contact"),
}
SEAT = {
    *("code", "party", "state", "outcome", "decided_on", "answered_at", "version"),
    *("last_letter_at", "next_letter_at"),
}
LETTER = {"party", "to", "kind", "state", "due_at", "sent_at"}
CONTACTS = [
    {"party": c.party, "name": c.name, "email": c.email, "role": c.role} for c in contacts_for()
]
REAL: dict[str, Any] = {
    "template": "biennial",
    "kkr": KKR,
    "period_from": f"{TODAY.year + 2}-01-01",
    "deadline": str(LATER),
    "contacts": CONTACTS,
}
APPROVED = {
    "version": 1,
    "name": "Anna Ø",
    "title": "sekretær",
    "outcome": "approved",
    "decided_on": str(TODAY),
    "body": "council",
}


def test_who_stands_in_the_way_and_what_silence_means(secretariat: Program, engine: Engine) -> None:
    path = f"/rounds/{secretariat.post('/rounds', {**REAL, 'start': True}).json()['id']}"
    given = {**APPROVED, "outcome": "rejected"}
    assert secretariat.post(f"{path}/seats/851/answer", given).status_code == 201
    adoption = secretariat.get(path).json()["adoption"]
    assert (adoption["succeeds"], adoption["consenting"]) == (False, 0)
    assert adoption["in_the_way"][0] == {"code": "851", "why": "rejected"}
    assert {entry["why"] for entry in adoption["in_the_way"][1:]} == {"silent"}
    changed = secretariat.send("PUT", f"{path}/silence", json={"silence": "nothing"})
    assert (changed.status_code, changed.json()["silence"]) == (200, "nothing")
    for silence in ("consent", "never"):
        problem(secretariat.send("PUT", f"{path}/silence", json={"silence": silence}), 422)


def test_a_round_from_making_to_closing(secretariat: Program, engine: Engine) -> None:
    made = secretariat.post("/rounds", REAL)
    assert made.status_code == 201
    round_ = made.json()
    assert round_.keys() >= ROUND
    assert (round_["state"], round_["result"], round_["sandbox"]) == ("draft", None, False)
    assert (round_["parties"], round_["missing"], round_["without_contact"]) == (12, 12, 0)
    path = f"/rounds/{round_['id']}"
    pdf = {"file": ("Møde.pdf", b"%PDF-1.7 x", "application/pdf")}
    attached = secretariat.send("POST", f"{path}/documents", files=pdf, data={"title": "Aftalen"})
    assert attached.status_code == 201
    assert (attached.json()["position"], attached.json()["title"]) == (1, "Aftalen")
    started = secretariat.post(f"{path}/start")
    assert (started.status_code, started.json()["state"]) == (200, "open")
    problem(secretariat.post(f"{path}/start"), 409)

    seats = secretariat.get(f"{path}/seats").json()
    assert seats["next"] is None
    assert all(seat.keys() >= SEAT for seat in seats["items"])
    assert [seat["code"] for seat in seats["items"]][-1] == "1081"
    for seat in seats["items"]:
        body = "regional_council" if seat["code"] == "1081" else "council"
        given = {**APPROVED, "body": body}
        if seat["code"] == "851":
            given["minutes_url"] = "https://aalborg.dk/referat"
        answer = secretariat.post(f"{path}/seats/{seat['code']}/answer", given)
        assert answer.status_code == 201, answer.text
        receipt = answer.json()
        assert receipt["receipt"] == f"{round_['id']}-{seat['code']}-1"
        assert (receipt["outcome"], receipt["version"]) == ("approved", 2)
    complete = secretariat.get(path).json()
    assert (complete["state"], complete["answered"], complete["approved"]) == ("complete", 12, 12)
    assert complete["adoption"] == {
        "basis": "unanimity",
        "silence": "task",
        "succeeds": True,
        "entitled": 12,
        "consenting": 12,
        "tacit": [],
        "in_the_way": [],
    }
    checked = secretariat.post(f"{path}/seats/851/check")
    assert (checked.status_code, checked.json()["state"]) == (200, "checked")
    problem(secretariat.post(f"{path}/seats/813/check"), 409)  # no evidence: a user has to
    closed = secretariat.post(f"{path}/close")
    assert (closed.json()["state"], closed.json()["result"]) == ("closed", "adopted")
    reopened = secretariat.post(f"{path}/reopening", {"reason": "Et svar var forkert"})
    assert (reopened.json()["state"], reopened.json()["result"]) == ("complete", None)
    closed = secretariat.post(f"{path}/close", {"reason": "Alt er kontrolleret"})
    assert (closed.json()["result"], closed.json()["end_reason"]) == (
        "adopted",
        "Alt er kontrolleret",
    )

    letters = secretariat.get(f"{path}/letters").json()["items"]
    assert all(letter.keys() >= LETTER for letter in letters)
    assert {letter["kind"] for letter in letters} == {
        *("invitation", "receipt", "round_closed", "round_reopened")
    }
    assert "/s/" not in secretariat.get(f"{path}/letters").text
    chain = secretariat.get(f"{path}/events").json()["items"]
    assert [event["seq"] for event in chain] == list(range(1, len(chain) + 1))
    assert [event["prev"] for event in chain] == ["", *(event["hash"] for event in chain[:-1])]
    assert "Anna" not in str(chain)
    assert chain[-1]["payload"]["by"].startswith("key:")


def test_start_opens_at_once(secretariat: Program) -> None:
    made = secretariat.post("/rounds", {**REAL, "start": True, "title": "Prøve"}).json()
    assert (made["state"], made["title"]) == ("open", "Prøve")
    seats = secretariat.get("/rounds/1/seats").json()["items"]
    assert all(seat["last_letter_at"] and seat["next_letter_at"] for seat in seats)


def test_a_sandbox_on_its_clock(secretariat: Program) -> None:
    wanted = {"template": "hovedstaden-2021-2022", "sandbox": True, "start": True}
    made = secretariat.post("/rounds", {**wanted, "clock": "2020-09-20T10:00:00+02:00"}).json()
    assert (made["clock"], made["parties"]) == ("2020-09-20T10:00:00+02:00", 30)
    assert (made["deadline"], made["without_contact"]) == ("2020-12-01", 0)
    moved = secretariat.post("/rounds/1/clock", {"to": "2020-12-10T08:00:00+01:00"})
    assert moved.json()["clock"] == "2020-12-10T08:00:00+01:00"
    kinds = [x["kind"] for x in secretariat.get("/rounds/1/letters").json()["items"]]
    assert kinds.count("reminder") == 5 * 30
    problem(secretariat.post("/rounds/1/clock", {"to": "2020-12-09T08:00:00+01:00"}), 422, "to")
    secretariat.post("/rounds", REAL)
    problem(secretariat.post("/rounds/2/clock", {"to": "2099-12-09T08:00:00+01:00"}), 409)


def test_what_the_secretariat_does_on_the_way(secretariat: Program) -> None:
    secretariat.post("/rounds", {**REAL, "contacts": CONTACTS[1:], "start": True})
    extended = secretariat.post(
        "/rounds/1/extension", {"to": str(LATER + timedelta(days=9)), "reason": "valg"}
    )
    assert extended.json()["deadline"] == str(LATER + timedelta(days=9))
    added = secretariat.post("/rounds/1/contacts", {"contacts": CONTACTS[:1]})
    assert (added.status_code, added.json()["added"]) == (201, 1)
    assert added.json()["without_contact"] == 0
    reminded = secretariat.post("/rounds/1/seats/851/reminder")
    assert (reminded.status_code, reminded.json()) == (202, {"letters": 1})
    problem(secretariat.post("/rounds/1/seats/851/reminder"), 409)
    problem(secretariat.post("/rounds/1/steps/kkr_approval/outcome", {"outcome": "x"}), 409)
    held = {"outcome": "sendt", "minutes_reference": "punkt 4"}
    step = secretariat.post("/rounds/1/steps/submission/outcome", held)
    told = {
        "key": "submission",
        "held_on": str(danish_date(datetime.now(UTC))),
        "outcome": "sendt",
        "halted": False,
    }
    assert step.json() == told
    cancelled = secretariat.post("/rounds/1/cancellation", {"reason": "ny aftale"})
    assert cancelled.json()["state"] == "cancelled"
    problem(secretariat.post("/rounds/1/cancellation", {"reason": "igen"}), 409)


def test_an_announcement(secretariat: Program) -> None:
    secretariat.post("/rounds", REAL)
    assert secretariat.post("/rounds/1/announcement").json()["announced_at"]
    problem(secretariat.post("/rounds/1/announcement"), 409)


def test_a_correction_and_a_stale_version(secretariat: Program) -> None:
    secretariat.post("/rounds", {**REAL, "start": True})
    path = "/rounds/1/seats/851/answer"
    assert secretariat.post(path, {**APPROVED, "points": {"1": "rejected"}}).status_code == 201
    stale = secretariat.post(path, APPROVED)
    problem(stale, 409, "version")
    assert stale.json()["answered_by"] == "Anna Ø"
    assert datetime.fromisoformat(stale.json()["answered_at"]).utcoffset() is not None
    problem(secretariat.post(path, {**APPROVED, "version": 2}), 422, "reason")
    again = secretariat.post(path, {**APPROVED, "version": 2, "reason": "tastefejl"})
    assert (again.status_code, again.json()["receipt"]) == (201, "1-851-2")


def test_a_round_shows_its_timeline(secretariat: Program) -> None:
    secretariat.post("/rounds", REAL)
    steps = secretariat.get("/rounds/1").json()["steps"]
    assert steps[4]["key"] == "kkr_approval"
    assert steps[5] == steps[5] | {"key": "sign_off", "after": "kkr_approval", "held_on": None}


@sqlite_only
def test_a_listing_is_cut_and_says_where_the_rest_begins(
    secretariat: Program, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        for _ in range(5):
            sandbox_round(session, start=False)
    for module in (types, rounds, events):
        monkeypatch.setattr(module, "WHOLE_UP_TO", 2)
    seen: list[int] = []
    cursor: int | None = 0
    while cursor is not None:
        page = secretariat.get(f"/rounds?cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert seen == [1, 2, 3, 4, 5]
    first = secretariat.get("/rounds/1/events").json()
    assert [event["seq"] for event in first["items"]] == [1, 2]
    assert (
        secretariat.get(f"/rounds/1/events?cursor={first['next']}").json()["items"][0]["seq"] == 3
    )


@sqlite_only
def test_the_openapi_document_is_the_interface(secretariat: Program) -> None:
    document = secretariat.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert {"/rounds", "/rounds/{round_id}/seats/{code}/answer"} <= document["paths"].keys()


def test_a_step_is_moved_and_corrected(secretariat: Program) -> None:
    secretariat.post("/rounds", {**REAL, "contacts": CONTACTS})
    secretariat.post("/rounds/1/announcement")
    steps = {s["key"]: s for s in secretariat.get("/rounds/1").json()["steps"]}
    to = str(LATER - timedelta(days=20))
    path = "/rounds/1/steps/kkr_approval"
    moved = secretariat.post(f"{path}/postponement", {"to": to, "reason": "flyttet"}).json()
    assert moved["deadline"] == str(LATER)
    assert [step["key"] for step in moved["moved"]] == ["kkr_approval", "sign_off"]
    assert moved["moved"][0] == {
        "key": "kkr_approval",
        "from": steps["kkr_approval"]["planned_on"],
        "to": to,
    }
    problem(secretariat.post(f"{path}/postponement", {"to": to, "reason": "igen"}), 409, "to")
    kinds = [x["kind"] for x in secretariat.get("/rounds/1/letters").json()["items"]]
    assert kinds.count("postponement") == kinds.count("announcement") == len(CONTACTS)
    secretariat.post(f"{path}/outcome", {"outcome": "udsat", "halted": True})
    fixed = {"outcome": "anbefalet", "reason": "En tastefejl."}
    assert secretariat.post(f"{path}/outcome", fixed).json()["halted"] is False


def test_deadlines_there_were(secretariat: Program) -> None:
    secretariat.post("/rounds", {**REAL, "contacts": CONTACTS, "start": True})
    later = {"falls_on": str(LATER + timedelta(days=9)), "source": "KL", "reason": "valg"}
    asked = secretariat.post("/rounds/1/deadlines", {**later, "kind": "applied_for"})
    assert (asked.status_code, asked.json()["in_force"]) == (201, False)
    assert secretariat.get("/rounds/1").json()["deadline"] == str(LATER)
    granted = secretariat.post("/rounds/1/deadlines", {**later, "kind": "granted"}).json()
    assert granted == granted | {"in_force": True, "source": "KL", "reason": "valg"}
    assert secretariat.get("/rounds/1").json()["deadline"] == later["falls_on"]
    own = {"falls_on": str(LATER), "source": "os", "kind": "internal"}
    secretariat.post("/rounds/1/deadlines", own)
    found = secretariat.get("/rounds/1/deadlines").json()
    assert found["internal"] == str(LATER)
    facts = found["items"]
    told = [(fact["kind"], fact["in_force"], bool(fact["in_force_at"])) for fact in facts]
    assert told == [
        ("internal", False, True),
        ("applied_for", False, False),
        ("granted", True, True),
        ("internal", False, False),
    ]
