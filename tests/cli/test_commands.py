"""What each command answers: one JSON document or lines for a person, and its exit code."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from actions.move_clock import move_clock
from actions.sign_in import key_of
from models.access import SigninLink, User
from models.database import get_engine, transaction
from models.letter import Letter
from models.round import Round
from models.vocabulary import Role
from rules.danish_time import danish_date
from tests.builders import BY, answer_all, danish, real_round, sandbox_round
from tests.cli.conftest import Command, shell
from tests.databases import sqlite_only

TODAY = danish_date(datetime.now(UTC))
LATER = TODAY + timedelta(days=200)
ROUND = {
    *("id", "title", "kind", "state", "result", "deadline", "sandbox", "clock", "parties"),
    *("answered", "approved", "missing", "without_contact"),
}
SEAT = {
    *("code", "party", "state", "outcome", "decided_on", "version"),
    *("last_letter_at", "next_letter_at"),
}
BIENNIAL = ("round", "start", "--template", "biennial", "--kkr", "syddanmark")
PERIOD = ("--period-from", f"{TODAY.year + 2}-01-01", "--deadline", str(LATER))


def test_a_sandbox_is_started_listed_and_shown(command: Command) -> None:
    started = command("round", "start", "--template", "sjaelland-2021-2022", "--sandbox", "--json")
    assert started.code == 0, started.err
    assert started.json.keys() >= ROUND
    assert started.json["id"] == 1
    assert started.json["clock"] == "2020-09-08T08:00:00+02:00"
    assert (started.json["state"], started.json["parties"]) == ("open", 18)
    facts = {key: value for key, value in started.json.items() if key != "warnings"}
    listed = command("round", "list", "--json")
    assert listed.json == {"items": [facts], "next": None}
    shown = command("round", "status", "1", "--json").json
    assert {key: shown[key] for key in facts} == facts
    assert sum(shown["forecast"]["counts"].values()) == 18
    assert len(shown["seats"]) == 18
    assert shown["seats"][0].keys() >= SEAT
    assert shown["seats"][-1]["code"] == "1085"
    for words in (("round", "list"), ("round", "status", "1")):
        lines = command(*words).out
        assert "Rammeaftale 2021-2022 for KKR Sjælland" in lines
        assert "0 of 18 answered" in lines


@pytest.mark.parametrize("scenario", ["silence", "calendar"])
def test_a_round_is_rehearsed(command: Command, scenario: str) -> None:
    command("round", "start", "--template", "sjaelland-2021-2022", "--sandbox")
    rehearsed = command("round", "rehearse", "1", "--scenario", scenario, "--json")
    assert rehearsed.code == 0, rehearsed.err
    assert rehearsed.json["scenario"] == scenario
    items = rehearsed.json["items"]
    assert len({item["party"] for item in items}) == 18
    assert items[0].keys() >= {"party", "to", "kind", "at", "why"}
    lines = command("round", "rehearse", "1", "--scenario", scenario).out.splitlines()
    assert len(lines) == len(items)
    assert items[0]["at"] in lines[0]
    assert items[0]["why"] in lines[0]
    assert command("round", "status", "1", "--json").json["clock"] == "2020-09-08T08:00:00+02:00"
    refused = command("round", "rehearse", "1", "--scenario", "storm")
    assert (refused.code, "'silence', 'calendar'" in refused.err) == (2, True)


def test_a_real_round_with_contacts_from_a_file(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "kontakter.csv"
    file.write_text(
        "Kommune;Navn;E-mail;Rolle\nOdense;Åse Ærø;aase@odense.dk;\n461;Bo;bo@odense.dk;direktør\n",
        encoding="cp1252",
    )
    ran = command(*BIENNIAL, *PERIOD, "--title", "Prøve", "--contacts", str(file), "--json")
    assert ran.code == 0, ran.err
    assert ran.json["title"] == "Prøve"
    assert (ran.json["sandbox"], ran.json["clock"]) == (False, None)
    assert (ran.json["parties"], ran.json["without_contact"]) == (23, 22)
    with transaction() as session:
        letter = session.exec(select(Letter)).one()
        assert (letter.to_address, letter.kind) == ("aase@odense.dk", "invitation")


def test_steps_and_deadlines(command: Command) -> None:
    with transaction() as session:
        sandbox_round(session, start=False)
    to = ("--to", "2020-10-05", "--reason", "KKR mangler tal")
    postponed = command("round", "postpone", "1", "kkr_approval", *to, "--json")
    assert (postponed.code, postponed.json["deadline"]) == (0, "2020-12-01")
    assert postponed.json["moved"] == {"kkr_approval": "2020-10-05", "sign_off": "2020-10-06"}
    assert command("round", "postpone", "1", "kkr_approval", *to).code == 1
    granted = ("--kind", "granted", "--falls-on", "2021-01-15", "--source", "KL", "--reason", "x")
    assert command("round", "deadline", "1", *granted, "--json").json["deadline"] == "2021-01-15"
    assert command("round", "hold", "1", "agreement_ready", "--outcome", "klar").code == 0
    assert command("round", "hold", "1", "agreement_ready").code == 1
    assert command("round", "hold", "1", "agreement_ready", "--reason", "tom").code == 0


def test_extend_cancel_and_close(command: Command) -> None:
    for _ in range(2):
        assert command(*BIENNIAL, *PERIOD).code == 0
    later = LATER + timedelta(days=30)
    extended = command("round", "extend", "1", "--to", str(later), "--reason", "valg", "--json")
    assert (extended.code, extended.json["deadline"]) == (0, str(later))
    cancelled = command("round", "cancel", "1", "--reason", "fejl", "--json")
    assert (cancelled.code, cancelled.json["state"]) == (0, "cancelled")
    with transaction() as session:
        round_ = session.get_one(Round, 2)
        answer_all(session, round_, datetime.now(UTC), decided_on=TODAY)
    closed = command("round", "close", "2", "--json")
    assert closed.json["state"] == "closed"
    assert (closed.json["result"], closed.json["missing"]) == ("adopted", 0)
    reopened = command("round", "reopen", "2", "--reason", "et svar var forkert", "--json")
    assert (reopened.json["state"], reopened.json["result"]) == ("complete", None)
    assert command("round", "close", "2", "--reason", "nu er det rettet").code == 0


def test_the_clock_is_moved_in_danish_time_unless_said(command: Command) -> None:
    command("round", "start", "--template", "hovedstaden-2021-2022", "--sandbox")
    moved = command("round", "clock", "1", "--to", "2020-11-17T08:00", "--json")
    assert moved.json["clock"] == "2020-11-17T08:00:00+01:00"
    moved = command("round", "clock", "1", "--to", "2020-12-01T12:00:00Z", "--json")
    assert moved.json["clock"] == "2020-12-01T13:00:00+01:00"


def test_tick_reacts_and_delivers(command: Command, engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        real_round(session, datetime.now(UTC), deadline=LATER)
    ran = command("tick", "--json")
    assert ran.code == 0, ran.err
    assert ran.json == {"advanced": 1, "reminded": 0, "delivered": 18 + 12}
    assert command("tick", "--json").json == {"advanced": 1, "reminded": 0, "delivered": 0}


@sqlite_only
def test_tick_makes_up_for_a_missed_morning(command: Command, engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session, danish("2024-09-02 08:00"), deadline=date(2024, 12, 3))
    missed = command("tick", "--now", "2024-11-05T08:00", "--json")
    assert missed.json["reminded"] == 12
    assert command("tick", "--now", "2024-11-05T09:30", "--json").json["reminded"] == 0


def test_the_audit_is_whole_until_somebody_forces_it(command: Command, engine: Engine) -> None:
    with transaction(engine) as session:
        move_clock(session, sandbox_round(session), danish("2020-11-04"), BY)
    whole = command("audit", "verify", "--json")
    assert whole.code == 0
    assert whole.json.keys() == {"whole", "chains", "events", "problems"}
    assert (whole.json["whole"], whole.json["chains"], whole.json["problems"]) == (True, 2, [])
    with engine.begin() as connection:
        connection.execute(text("UPDATE chain SET head = 'x' WHERE name = 'sandbox:1'"))
    forced = command("audit", "verify", "--json")
    assert (forced.code, forced.json["whole"]) == (1, False)
    assert forced.json["problems"][0].startswith("sandbox:1: ")
    said = command("audit", "verify")
    assert (said.code, said.out.splitlines()[-1]) == (1, "the record is not whole")


@sqlite_only
def test_an_archive_is_exported_and_verified(
    command: Command, engine: Engine, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        real_round(session)
    file, kept = tmp_path / "log.zip", tmp_path / "kept.txt"
    made = command("audit", "export", str(file), "--json")
    assert (made.code, made.json["chains"]) == (0, 2)
    here, there = (command("audit", "verify", *words, "--json") for words in ((), (str(file),)))
    assert here.json == there.json
    assert here.json["events"] == made.json["events"] > 2
    kept.write_text("round:1 1 " + "0" * 64)
    for words in ((), (str(file),)):
        rewritten = command("audit", "verify", *words, "--known", str(kept), "--json")
        assert (rewritten.code, len(rewritten.json["problems"])) == (1, 1)
    file.write_bytes(file.read_bytes()[:-1])
    assert command("audit", "verify", str(file)).code == 1


@pytest.mark.parametrize("role", [role.value for role in Role])
@sqlite_only
def test_a_key_is_shown_once_and_not_kept(command: Command, engine: Engine, role: str) -> None:
    made = command("apikey", "create", "--role", role, "--json")
    assert made.code == 0
    assert made.json.keys() == {"id", "role", "key"}
    key = made.json["key"]
    with Session(engine) as session:
        row = key_of(session, key)
        assert row
        assert (row.id, row.role) == (made.json["id"], role)
    with engine.connect() as connection:
        assert key not in str(connection.execute(text("SELECT * FROM api_key")).all())


@sqlite_only
def test_a_user_is_invited_with_a_link(command: Command, engine: Engine) -> None:
    made = command("user", "invite", "Ida@Example.ORG", "--role", "reader", "--json")
    assert made.code == 0, made.err
    assert made.json["email"] == "ida@example.org"
    assert made.json["link"].startswith("http://127.0.0.1:8000/signin/")
    token = made.json["link"].rpartition("/")[2]
    again = command("user", "invite", "ida@example.org", "--role", "secretariat", "--json")
    assert again.json["id"] == made.json["id"]
    with Session(engine) as session:
        assert session.exec(select(User.role)).all() == [Role.SECRETARIAT]
        links = session.exec(select(SigninLink.token_sha256)).all()
        assert len(links) == 2
        assert token not in links


def test_the_first_command_lays_out_an_empty_data_folder(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = shell(capsys)
    ruled = run(
        *("tariffs", "rule", "--base-year", "2019", "--end-year", "2020"),
        *("--rate", "2020=2,4", "--source", "KL", "--json"),
    )
    assert (ruled.code, ruled.json["changed"], ruled.err) == (0, True, "")
    assert run("tariffs", "report", "--format", "json").json["deviations"] == []


def test_migrate_what_is_there_and_again(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = shell(capsys)
    with get_engine().begin() as connection:  # of something else, or of another release
        connection.execute(text("CREATE TABLE kept (id INTEGER)"))
    before = run("round", "list")
    assert (before.code, before.out) == (1, "")
    assert before.err.count("\n") == 1
    assert "rammeaftale migrate" in before.err
    for _ in range(2):
        migrated = run("migrate", "--json")
        assert (migrated.code, migrated.json) == (0, {"migrated": True})
    assert run("round", "list", "--json").json == {"items": [], "next": None}


@sqlite_only
@pytest.mark.parametrize("template", ["extension", "addendum", "consultation", "meeting_dates"])
def test_a_round_of_every_kind_is_started(command: Command, template: str) -> None:
    args = ("round", "start", "--template", template, "--kkr", "sjaelland", "--sandbox", "--json")
    started = command(*args, "--period-from", "2018-01-01", "--deadline", "2018-12-01")
    assert started.code == 0, started.err
    assert (started.json["kind"], started.json["state"]) == (template, "open")
    assert command("round", "status", "1", "--json").json["adoption"]["succeeds"] is False
    wrong = command(*args, "--agreement", "99", "--deadline", "2018-12-01")
    assert (wrong.code, "aftale 99" in wrong.err) == (2, True)
