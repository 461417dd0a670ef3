"""Bad input at the command: one line on stderr, nothing on stdout, nothing changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.database import transaction
from tests.builders import NOW, danish, real_round, sandbox_round
from tests.cli.conftest import Command, shell
from tests.databases import sqlite_only
from tests.dump import changed, dump
from tools.generate_docs import commands

FUTURE = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
START = ("round", "start", "--template")
BIENNIAL = (*START, "biennial", "--kkr", "syddanmark")
PERIOD = ("--period-from", "2031-01-01")
WHOLE = (*BIENNIAL, *PERIOD, "--deadline", "2030-12-01")
GRANTED = ("round", "deadline", "1", "--kind", "granted", "--falls-on", "2031-01-01")
BAD = [  # words, what the line names
    (("rund",), "rund"),
    (("round",), ""),
    (("round", "lst"), "lst"),
    (("round", "list", "--jso"), "--jso"),
    (("round", "start"), "--template"),
    ((*START, "nope"), "template"),
    ((*START, "sjaelland-2021-2022"), "deadline"),
    ((*START, "sjaelland-2021-2022", "--sandbox", "--kkr", "hovedstaden"), "kkr"),
    ((*START, "biennial"), "kkr"),
    (BIENNIAL, "period_from"),
    ((*BIENNIAL, *PERIOD), "deadline"),
    ((*BIENNIAL, *PERIOD, "--deadline", "2019-12-01"), "deadline"),
    ((*BIENNIAL, *PERIOD, "--deadline", "2030-02-30"), "--deadline"),
    ((*BIENNIAL, *PERIOD, "--deadline", "1. december"), "--deadline"),
    ((*BIENNIAL, *PERIOD, "--deadline", "9999-12-31"), "deadline"),
    ((*BIENNIAL, "--period-from", "i dag"), "--period-from"),
    ((*WHOLE, "--kkr", "jylland"), "kkr"),
    ((*WHOLE, "--kkr", "hovedstaden"), "kkr"),
    ((*WHOLE, "--title", "a\x1b[31mb"), "title"),
    ((*WHOLE, "--title", "\udcff"), "title"),
    ((*WHOLE, "--clock", "2030-01-01"), "clock"),
    ((*WHOLE, "--contacts", "/no/such/file"), "--contacts"),
    ((*WHOLE, "--contacts", "/"), "--contacts"),
    ((*WHOLE, "--contacts", "EMPTY"), "contacts"),
    ((*WHOLE, "--contacts", "HEADERS"), "contacts"),
    ((*WHOLE, "--contacts", "UNKNOWN"), "række 2"),
    ((*WHOLE, "--contacts", "ADDRESS"), "email: "),
    ((*WHOLE, "--contacts", "BINARY"), "contacts"),
    ((*WHOLE, "--contacts", "ZIP"), "contacts"),
    (("round", "status"), "ID"),
    (("round", "status", "0"), "0"),
    (("round", "status", "-1"), "-1"),
    (("round", "status", "x"), "x"),
    (("round", "status", "99"), "99"),
    (("round", "status", str(2**31)), str(2**31)),
    (("round", "status", str(10**30)), ""),
    (("round", "extend", "1", "--to", "2030-01-01"), "--reason"),
    (("round", "extend", "1", "--reason", "x"), "--to"),
    (("round", "extend", "1", "--to", "2026-11-30", "--reason", "x"), "to"),
    (("round", "extend", "1", "--to", "x", "--reason", "x"), "--to"),
    (("round", "extend", "1", "--to", "2030-01-01", "--reason", " "), "reason"),
    (("round", "hold", "1", "nope"), "nope"),
    (("round", "hold", "1", "submission", "--on", "2999-01-01"), "held_on"),
    (("round", "postpone", "1", "submission", "--to", "2031-01-01"), "--reason"),
    (("round", "postpone", "1", "submission", "--to", "2001-01-01", "--reason", "x"), "to"),
    (("round", "deadline", "1", "--kind", "asked"), "--kind"),
    ((*GRANTED, "--source", "x"), "reason"),
    ((*GRANTED, "--source", " ", "--reason", "x"), "source"),
    (("round", "extend", "99", "--to", "2030-01-01", "--reason", "x"), "99"),
    (("round", "cancel", "1"), "--reason"),
    (("round", "cancel", "1", "--reason", ""), "reason"),
    (("round", "cancel", "99", "--reason", "x"), "99"),
    (("round", "close", "99"), "99"),
    (("round", "reopen", "1"), "--reason"),
    (("round", "reopen", "99", "--reason", "x"), "99"),
    (("round", "clock", "2", "--to", "2020-09-01T08:00"), "to"),
    (("round", "clock", "2", "--to", "snart"), "--to"),
    (("round", "clock", "2", "--to", "9999-12-31T23:59"), "to"),
    (("round", "clock", "2", "--to", "2020-13-01T08:00"), "--to"),
    (("tick", "--now", FUTURE), "now"),
    (("tick", "--now", "i morges"), "--now"),
    (("tick", "--now", "0001-01-01"), "--now"),
    (("round", "clock", "2", "--to", "9999-12-31T23:59-12:00"), "--to"),
    (("audit",), ""),
    (("audit", "export"), "FILE"),
    (("audit", "export", "EMPTY"), "file"),
    (("audit", "verify", "AWAY"), "AWAY"),
    (("audit", "verify", "--known", "HEADERS"), "known"),
    (("apikey", "create"), "--role"),
    (("apikey", "create", "--role", "boss"), "--role"),
    (("user", "invite", "ida"), "email"),
    (("user", "invite", '"c\r\nRCPT TO:<evil@x>"@d.dk'), "email"),
    (("user", "invite"), "EMAIL"),
    (("user", "invite", "ida@example.org", "--role", "boss"), "--role"),
    (("up", "--port", "0"), "--port"),
    (("up", "--port", "x"), "--port"),
]  # fmt: skip
HEADER = "Kommune;Navn;E-mail\n"
FILES = {
    "EMPTY": b"",
    "HEADERS": b"a;b;c\n1;2;3\n",
    "UNKNOWN": (HEADER + "Atlantis;Bo;bo@x.dk\n").encode(),
    "ADDRESS": (HEADER + 'Odense;Bo;bo@x.dk\nVejle;Ea;"c\r\nRCPT TO:<evil@x>"@d.dk\n').encode(),
    "BINARY": bytes(range(256)),
    "ZIP": b"PK\x03\x04 but no more",
}


@sqlite_only
def test_bad_input_is_told_in_one_line_and_changes_nothing(
    command: Command, engine: Engine, tmp_path: Path
) -> None:
    """One database for the whole table: no row of it may change anything."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    with transaction(engine) as session:
        real_round(session, NOW)
        sandbox_round(session)
        before = dump(session)
    wrong = []
    for words, named in BAD:
        ran = command(*(str(tmp_path / word) if word in FILES else word for word in words))
        lines = ran.err.splitlines()
        told = bool(lines) and lines[0].startswith(("rammeaftale: ", "Usage: "))
        short = len(lines) == 1 or len(words) == 1  # a group alone explains itself
        if ran.code != 2 or ran.out or not told or not short or named not in ran.err:
            wrong.append((words, ran))
    assert wrong == []
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}


@sqlite_only
@pytest.mark.parametrize(
    "words",
    [
        ("round", "reopen", "1", "--reason", "igen"),  # it is open
        ("round", "close", "1"),  # parties are missing and have time
        ("round", "clock", "1", "--to", "2030-01-01"),  # a real round
        ("round", "cancel", "3", "--reason", "igen"),
    ],
    ids=" ".join,
)
def test_what_is_right_but_not_in_this_state_is_exit_code_1(
    command: Command, engine: Engine, words: tuple[str, ...]
) -> None:
    with transaction(engine) as session:
        real_round(session, datetime.now(UTC), deadline=danish("2099-12-01").date())
        sandbox_round(session)
        sandbox_round(session)
    assert command("round", "cancel", "3", "--reason", "fejl").code == 0
    with Session(engine) as session:
        before = dump(session)
    ran = command(*words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://nope"),
        ("SECRET_KEY", "short"),
        ("LANGUAGE", "en_GB"),
        ("BASE_URL", "nope"),
    ],
)
def test_a_wrong_setting_is_named(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    environment.setenv(f"RAMMEAFTALE_{name}", value)
    ran = shell(capsys)("up", "--port", "1")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"rammeaftale: RAMMEAFTALE_{name}: ")
    assert ran.err.count("\n") == 1


def test_a_database_that_does_not_answer_is_told_in_one_line(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    environment.setenv("RAMMEAFTALE_DATABASE_URL", url)
    ran = shell(capsys)("round", "list")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("rammeaftale: database: ")


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Also after the commands have been listed: each keeps the help option it was first asked
    for, under the names it had then."""
    assert commands()
    for words in (("--help",), ("round", "-h"), ("round", "start", "--help")):
        ran = shell(capsys)(*words)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Usage: ")
