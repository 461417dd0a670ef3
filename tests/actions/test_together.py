"""Group commit: works that come together are committed together, and fail alone."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from models.database import reading
from models.event import Heartbeat
from notifications.together import Together
from rules.refusal import Refusal
from tests.builders import NOW
from tests.patience import PATIENCE


def named(session: Session, name: str) -> str:
    session.add(Heartbeat(name=name, at=NOW))
    session.flush()
    return name


def written() -> list[str]:
    with reading() as session:
        return list(session.exec(select(Heartbeat.name).order_by(col(Heartbeat.name))))


@contextmanager
def held(together: Together) -> Iterator[None]:
    """Until the block ends the writer is busy, so that what is asked for meanwhile waits."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(_session: Session) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    first = together.write(slow)
    assert begun.wait(PATIENCE)
    try:
        yield
    finally:
        go_on.set()
        wait([first], PATIENCE)


def ask(together: Together, *names: str) -> list[Future[str]]:
    return [
        together.write(lambda session, name=name: named(session, name))  # type: ignore[misc]
        for name in names
    ]


@pytest.fixture
def commits(engine: Engine) -> list[int]:
    """One more for each commit."""
    seen: list[int] = []
    event.listen(engine, "commit", lambda _connection: seen.append(1))
    return seen


def test_what_waits_shares_one_commit(commits: list[int]) -> None:
    together = Together()
    with held(together):
        asked = ask(together, "a", "b", "c")
        before = len(commits)
    assert [future.result(PATIENCE) for future in asked] == ["a", "b", "c"]
    assert len(commits) == before + 1
    assert written() == ["a", "b", "c"]


@pytest.mark.usefixtures("engine")
def test_one_that_is_refused_takes_nobody_along() -> None:
    together = Together()

    def refused(session: Session) -> str:
        named(session, "refused")
        raise Refusal("Nej.")

    with held(together):
        good = ask(together, "a")
        bad = together.write(refused)
        good += ask(together, "b")
    assert [future.result(PATIENCE) for future in good] == ["a", "b"]
    with pytest.raises(Refusal):
        bad.result(PATIENCE)
    assert written() == ["a", "b"]


@pytest.mark.usefixtures("engine")
def test_a_commit_that_fails_acknowledges_nobody() -> None:
    """A full disk shows only at the commit: each is tried alone, and told what became of it."""
    together = Together()

    def fail(_session: Session) -> None:
        raise OSError("no space left")

    event.listen(Session, "before_commit", fail)
    try:
        with held(together):
            asked = ask(together, "a", "b")
        for future in asked:
            with pytest.raises(OSError, match="no space left"):
                future.result(PATIENCE)
    finally:
        event.remove(Session, "before_commit", fail)
    assert written() == []
    assert ask(together, "c")[0].result(PATIENCE) == "c"
    assert written() == ["c"]


@pytest.mark.usefixtures("engine")
def test_whoever_went_away_is_passed_over() -> None:
    together = Together()
    with held(together):
        asked = ask(together, "a", "b")
        assert asked[0].cancel()
    assert asked[1].result(PATIENCE) == "b"
    with pytest.raises(CancelledError):
        asked[0].result(PATIENCE)
    assert written() == ["b"]


@pytest.mark.usefixtures("engine")
def test_they_run_in_order() -> None:
    together, seen = Together(), list[int]()
    with held(together):
        asked = [
            together.write(lambda _session, order=order: seen.append(order), order)  # type: ignore[misc]
            for order in (3, 1, 2)
        ]
    for future in asked:
        future.result(PATIENCE)
    assert seen == [1, 2, 3]
