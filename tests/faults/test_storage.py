"""The database cannot be written: nothing is half done, the user is told, and it passes."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import Session

from actions.verify_audit import verify_audit
from models.database import make_engine, reading, transaction
from models.migrate import migrate
from tests.builders import real_round
from tests.chaos import verdict
from tests.chaos.single import Machine, machine
from tests.conftest import KEY
from tests.load.builders import Party, parties_of
from tests.web import application

TOLD = "Tjenesten kan ikke svare lige nu"
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html"}


def asked(engine: Engine) -> list[Party]:
    """The parties of an open round of today."""
    now = datetime.now(UTC)
    deadline = now.date() + timedelta(days=60)
    with transaction(engine) as session:
        return parties_of(session, real_round(session, now, deadline=deadline))


def approval(party: Party) -> dict[str, object]:
    today = datetime.now(UTC).date().isoformat()
    given = {"outcome": "approved", "decided_on": today, "body": party.body, "version": 1}
    return given | {"name": "Anne Ø", "title": "byrådssekretær"}


def test_nothing_is_said_to_be_kept_that_is_not(
    service: tuple[Machine, Engine], parties: list[Party]
) -> None:
    """A disk without room for one more byte, and room again."""
    ours, engine = service
    pid = ours.start("web")
    first, second = (f"{ours.url}/s/{party.token}" for party in parties[:2])
    assert post(f"{first}/answer", parties[0]).status_code == 201
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    refused = post(f"{second}/answer", parties[1])
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert refused.json()["detail"].startswith("Intet er gemt")
    page = httpx.post(f"{second}/answer", data=approval(parties[1]), headers=HTML, timeout=30)
    assert (page.status_code, TOLD in page.text) == (503, True)
    assert httpx.get(second, headers=HTML).status_code == 200, "reading goes on"
    assert httpx.get(f"{ours.url}/healthz").status_code == 200
    with reading(engine) as session:
        assert not verdict.answered(session, parties[1].seat_id)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    assert post(f"{second}/answer", parties[1]).status_code == 201
    with reading(engine) as session:
        assert verify_audit(session).problems == []
    ours.kill(pid)


def test_a_database_nobody_may_write(service: tuple[Machine, Engine], parties: list[Party]) -> None:
    """As after a file system was mounted read-only."""
    ours, engine = service
    engine.dispose()
    with read_only(Path(str(engine.url.database)).parent):
        pid = ours.start("web")
        answered = post(f"{ours.url}/s/{parties[0].token}/answer", parties[0])
        assert (answered.status_code, answered.json()["status"]) == (503, 503)
        assert httpx.get(f"{ours.url}/readyz").status_code == 503
        assert httpx.get(f"{ours.url}/healthz").status_code == 200
        ours.kill(pid)
    pid = ours.start("web")
    assert post(f"{ours.url}/s/{parties[0].token}/answer", parties[0]).status_code == 201
    ours.kill(pid)


def test_a_full_database(engine: Engine) -> None:
    """SQLite's own word for no room; PostgreSQL's for a server that takes no changes."""
    parties = asked(engine)
    engine.dispose()
    with TestClient(application(), raise_server_exceptions=False) as client:
        listener = full if engine.dialect.name == "sqlite" else refusing
        event.listen(engine, "connect", listener)
        party = next(p for p in parties if post_by(client, p).status_code != 201)  # pages had room
        answered = post_by(client, party)
        assert (answered.status_code, answered.headers["Retry-After"]) == (503, "30")
        page = client.post(f"/s/{party.token}/answer", data=approval(party), headers=HTML)
        assert (page.status_code, TOLD in page.text) == (503, True)
        assert client.get(f"/s/{party.token}", headers=JSON).json()["answer"] is None
        event.remove(engine, "connect", listener)
        engine.dispose()
        assert post_by(client, party).status_code == 201
    with Session(engine) as session:
        assert verify_audit(session).problems == []


def post_by(client: TestClient, party: Party) -> httpx2.Response:
    return client.post(f"/s/{party.token}/answer", json=approval(party), headers=JSON)


def full(connection: object, _record: object) -> None:
    [pages] = connection.execute("PRAGMA page_count").fetchone()  # type: ignore[attr-defined]
    connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]


def refusing(connection: object, _record: object) -> None:
    connection.execute("SET default_transaction_read_only = on")  # type: ignore[attr-defined]
    connection.commit()  # type: ignore[attr-defined]


def post(url: str, party: Party) -> httpx.Response:
    return httpx.post(url, json=approval(party), timeout=30)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    paths = [folder, *folder.iterdir()]
    modes = [path.stat().st_mode for path in paths]
    for path, mode in zip(paths, modes, strict=True):
        path.chmod(mode & 0o555 | 0o444)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


@pytest.fixture
def service(environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Machine, Engine]]:
    folder = tmp_path / "var"
    engine = make_engine(f"sqlite:///{folder}/rammeaftale.db")
    migrate(engine)
    with machine(folder, 9, KEY) as ours:
        yield ours, engine
    engine.dispose()


@pytest.fixture
def parties(service: tuple[Machine, Engine]) -> list[Party]:
    return asked(service[1])
