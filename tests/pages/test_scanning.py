"""Files pass the scanner or stay outside; a scanner that cannot tell lets nothing pass."""

import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from actions import scan_file
from models.settings import get_settings
from tests.databases import sqlite_only
from tests.pages.browsing import HTML, Visitor, words_of
from tests.pages.links import FORM, rows

pytestmark = sqlite_only
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n"
SCANNER = """
import sys
content = sys.stdin.buffer.read()
with open({seen!r}, "a") as seen: seen.write("x")
sys.exit(1 if b"EICAR-STANDARD" in content else {clean})
"""


@pytest.fixture
def seen(tmp_path: Path, environment: pytest.MonkeyPatch) -> Path:
    """How often the scanner ran, one letter for each time."""
    return scanner(tmp_path, environment, clean=0)


def scanner(folder: Path, environment: pytest.MonkeyPatch, *, clean: int) -> Path:
    seen = folder / "seen"
    seen.touch()
    program = folder / "scanner.py"
    program.write_text(SCANNER.format(seen=str(seen), clean=clean))
    environment.setenv("RAMMEAFTALE_SCAN_COMMAND", f"'{sys.executable}' '{program}'")
    get_settings.cache_clear()
    scan_file._clean.clear()
    return seen


def send(client: TestClient, token: str, content: bytes):  # type: ignore[no-untyped-def]
    files = {"evidence": ("protokol.pdf", content, "application/pdf")}
    path = f"/s/{token}/answer"
    return client.post(path, data=FORM, files=files, headers=HTML)


def test_a_clean_file_is_scanned_once_and_kept(
    client: TestClient, token: str, seen: Path, desk: Visitor
) -> None:
    assert send(client, token, PDF).status_code == 303
    assert seen.read_text() == "x"
    assert desk.get("/rounds/1/seats/320/evidence/1").content == PDF


def test_an_infected_one_is_told_at_its_field_and_nothing_is_kept(
    client: TestClient, token: str, seen: Path, desk: Visitor
) -> None:
    before = rows()
    got = send(client, token, PDF + EICAR)
    assert (got.status_code, "skadelig kode" in words_of(got)) == (422, True)
    assert 'href="#answer-evidence"' in got.text
    files = {"evidence": ("a.pdf", PDF + EICAR, "application/pdf")}
    behalf = desk.post("/rounds/1/seats/320/answer", FORM, files=files)
    assert (behalf.status_code, "skadelig kode" in words_of(behalf)) == (422, True)
    assert rows() == before
    assert seen.read_text() == "xx"


@pytest.mark.parametrize("command", ["/no/such/scanner", "'unclosed", "exits-2"])
def test_a_scanner_that_cannot_tell_lets_nothing_pass(
    client: TestClient,
    token: str,
    tmp_path: Path,
    environment: pytest.MonkeyPatch,
    command: str,
) -> None:
    scanner(tmp_path, environment, clean=2)
    if command != "exits-2":
        environment.setenv("RAMMEAFTALE_SCAN_COMMAND", command)
        get_settings.cache_clear()
    before = rows()
    got = send(client, token, PDF)
    assert (got.status_code, "kunne ikke kontrolleres" in words_of(got)) == (409, True)
    assert rows() == before
    assert client.post(f"/s/{token}/answer", data=FORM).status_code == 303, "answers go on"
