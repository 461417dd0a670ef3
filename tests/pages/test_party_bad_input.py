"""The table of bad input: each is answered by a 4xx and a clear sentence; nothing is changed."""

import re
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from shutil import copyfile
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions import scan_file
from api.limits import BODY_LIMIT
from models.database import reading, transaction
from models.round import Round
from models.settings import Settings
from tests.builders import sandbox_round
from tests.conftest import CACHES, KEY
from tests.pages.bad_input import ANSWER_AT, MULTIPART, PDF, Case, cases
from tests.pages.browsing import HTML, errors_in, words_of
from tests.pages.links import ANSWER, FORM, JSON, REGION, is_problem, rows, token_of
from tests.web import application

CASES = cases()
SCANNER = """sh -c '! grep -q EICAR-STANDARD-ANTIVIRUS'"""
ENGLISH = re.compile(r"\b(?:the|is|not|must|field|required|invalid|should)\b")
AREAS = {"token", "form", "json", "upload", "body", "delegation", "headers", "objection"}


@pytest.fixture(scope="module")
def client(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for the whole table: nothing in it changes anything."""
    data = tmp_path_factory.mktemp("bad-input")
    copyfile(sqlite_template, data / "rammeaftale.db")
    with pytest.MonkeyPatch.context() as environment:
        for name in Settings.model_fields:
            environment.delenv(f"RAMMEAFTALE_{name.upper()}", raising=False)
        environment.setenv("RAMMEAFTALE_DATA_DIR", str(data))
        environment.setenv("RAMMEAFTALE_SECRET_KEY", KEY)
        environment.setenv("RAMMEAFTALE_SCAN_COMMAND", SCANNER)
        environment.setitem(Settings.model_config, "env_file", None)
        _forget()
        with TestClient(application(), follow_redirects=False) as client:
            yield client
        _forget()


def _forget() -> None:
    scan_file._clean.clear()
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture(scope="module")
def token(client: TestClient) -> str:
    with transaction() as session:
        return token_of(session, sandbox_round(session))


def test_the_table_is_whole() -> None:
    assert len(CASES) >= 80
    assert {case.area for case in CASES} == AREAS


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.area} {case.name}")
def test_it_does_not_pass(client: TestClient, token: str, case: Case) -> None:
    before = rows()
    path = case.path.format(token=case.token(token))
    answer = client.request(case.method, path, **case.request)
    assert answer.status_code == case.status, answer.text
    if answer.headers["content-type"].startswith("text/html"):
        told = errors_in(answer) or [words_of(answer).partition("Spring")[2] or words_of(answer)]
        if case.about not in {"", "version"}:  # what the page carries itself has no field
            form = case.path.rpartition("/")[2]
            assert f'href="#{form}-{case.about}"' in answer.text
            assert f'id="{form}-{case.about}-error"' in answer.text
    else:
        is_problem(answer, case.status, case.about)
        told = [answer.json()["detail"]]
    for sentence in told:
        assert len(sentence) > 10
        assert not ENGLISH.search(sentence), sentence
    assert rows() == before


def test_one_byte_too_many_without_a_length(client: TestClient, token: str) -> None:
    before = rows()

    def streamed() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="evidence"; filename="a.pdf"\r\n\r\n'
        for _ in range(BODY_LIMIT // 2**20):
            yield b"0" * 2**20
        yield b"0"

    headers = {**HTML, "Content-Type": MULTIPART}
    path = ANSWER_AT.format(token=token)
    answer = client.post(path, content=streamed(), headers=headers)
    assert (answer.status_code, "for stor" in words_of(answer)) == (413, True)
    assert rows() == before


def test_a_connection_that_is_cut_in_the_middle_of_a_file(client: TestClient, token: str) -> None:
    """Whatever the server would say is said to nobody; it neither fails nor keeps half a file."""
    before = rows()
    parts = [
        {"type": "http.request", "body": part, "more_body": True}
        for part in (b'--x\r\nContent-Disposition: form-data; name="evidence";', b' filename="a.p')
    ]
    coming: Iterator[dict[str, Any]] = iter([*parts, {"type": "http.disconnect"}])
    path = ANSWER_AT.format(token=token)
    sent: list[int] = []
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), (b"content-type", MULTIPART.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }

    async def receive() -> MutableMapping[str, Any]:
        return next(coming)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message.get("status", 0))

    anyio.run(client.app, scope, receive, send)
    assert all(status < 500 for status in sent)
    assert rows() == before


def test_a_form_without_anything_shows_all_that_is_missing(client: TestClient, token: str) -> None:
    answer = client.post(ANSWER_AT.format(token=token), data={"version": "1"}, headers=HTML)
    assert errors_in(answer) == [
        "Vælg, hvad der blev besluttet.",
        "Skriv dit navn. Det er navnet, der gør svaret til jeres.",
        "Skriv din stilling, f.eks. »byrådssekretær«.",
    ]


def test_a_region_cannot_let_a_council_decide(client: TestClient, token: str) -> None:
    with reading() as session:
        region = token_of(session, session.exec(select(Round)).one(), REGION)
    is_problem(client.post(f"/s/{region}/answer", json=ANSWER), 422, "body")


def test_a_path_in_a_files_name_is_no_path(client: TestClient, token: str) -> None:
    """The last of all: this one passes."""
    sent = {"evidence": ("..\\..\\etc/pass<w>d.pdf", PDF, "application/pdf")}
    path = ANSWER_AT.format(token=token)
    assert client.post(path, data=FORM, files=sent).status_code == 303
    shown = client.get(f"/s/{token}", headers=JSON).json()["answer"]["evidence"]
    assert shown["filename"] == "passwd.pdf"
