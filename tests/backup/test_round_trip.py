"""A backup made while answers come in is one instant, on either kind of database, for either."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Semaphore

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from actions.back_up import Manifest, back_up
from actions.deliver_letters import deliver_letters
from actions.load import round_by_id
from actions.restore import restore, resume_letters
from actions.verify_audit import verify_audit
from models.agreement import StoredFile
from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import LetterState
from tests.builders import ANSWERED, NOW, PARTIES, answer, answer_all, real_round, sandbox_round

LATER = ANSWERED + timedelta(days=1)
sqlite_only = pytest.mark.parametrize("empty", ["sqlite"], indirect=True)


def a_busy_service(engine: Engine) -> int:
    """A sandbox and two rounds of twelve parties, one of them answered; the id of the other."""
    with transaction(engine) as session:
        sandbox_round(session)
        answer_all(session, real_round(session), ANSWERED)
        return real_round(session).id or 0


def backed_up(engine: Engine, folder: Path) -> Manifest:
    with reading(engine) as session:
        return back_up(session, folder, NOW)


def restored(engine: Engine, folder: Path) -> Manifest:
    with transaction(engine) as session:
        return restore(session, folder, LATER)


def answers(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(Answer)).one()


def test_a_backup_is_one_instant_while_answers_come_in(
    engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    round_id = a_busy_service(engine)
    told = Semaphore(0)

    def tell(code: str) -> None:
        with transaction(engine) as session:
            answer(session, round_by_id(session, round_id), code)
        told.release()

    with reading(engine) as session:
        query = select(Seat.code).where(Seat.round_id == round_id).order_by(col(Seat.id))
        codes = session.exec(query).all()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tell, codes[:4]))
        going_on = [pool.submit(tell, code) for code in codes[4:]]
        for _ in range(5):
            told.acquire()
        manifest = backed_up(engine, tmp_path / "copy")
        for future in going_on:
            future.result()
    assert answers(engine) == 2 * PARTIES
    assert restored(empty, tmp_path / "copy") == manifest
    assert PARTIES + 5 <= answers(empty) <= 2 * PARTIES
    with reading(empty) as session:
        assert verify_audit(session).problems == []


def test_what_is_restored_is_backed_up_alike_and_goes_on(
    engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    """Counts, heads and hashes are the same after a way through the other kind of database."""
    round_id = a_busy_service(engine)
    manifest = backed_up(engine, tmp_path / "copy")
    restored(empty, tmp_path / "copy")
    again = backed_up(empty, tmp_path / "again")
    assert (again.tables, again.chains, again.revision) == (
        manifest.tables,
        manifest.chains,
        manifest.revision,
    )
    assert manifest.tables["stored_file"]["rows"] > 0
    assert manifest.tables["event"]["rows"] == sum(seq for seq, _ in manifest.chains.values())
    with transaction(empty) as session:  # ids and chains go on from where they were
        answer(session, session.get_one(Round, round_id))
        real_round(session)
    with reading(empty) as session:
        assert verify_audit(session).problems == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_letters_stay_until_they_are_released(
    engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    a_busy_service(engine)
    assert deliver_letters(ANSWERED, engine=engine) == 3 * PARTIES
    with transaction(engine) as session:
        real_round(session)
    backed_up(engine, tmp_path / "copy")
    restored(empty, tmp_path / "copy")
    with transaction(empty) as session:
        real_round(session)  # what comes later waits as well
    assert deliver_letters(LATER, engine=empty) == 0
    assert queued(empty) == 2 * PARTIES
    for paused in (True, False):
        with transaction(empty) as session:
            assert resume_letters(session) is paused
    assert deliver_letters(LATER, engine=empty) == 2 * PARTIES
    assert queued(empty) == 0


def queued(engine: Engine) -> int:
    with reading(engine) as session:
        query = select(func.count()).where(
            Letter.state == LetterState.QUEUED, col(Letter.sandbox).is_(False)
        )
        return session.exec(query).one()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@sqlite_only
def test_a_file_that_is_not_what_its_name_says_is_refused(
    engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    """One that was damaged in the database before the backup was made."""
    a_busy_service(engine)
    with transaction(engine) as session:
        session.exec(select(StoredFile)).first().content += b"x"  # type: ignore[union-attr]
    backed_up(engine, tmp_path / "copy")
    with pytest.raises(Exception, match="has other bytes"):
        restored(empty, tmp_path / "copy")
    assert nothing_in(empty)


def nothing_in(engine: Engine) -> bool:
    with Session(engine) as session:
        return session.exec(select(Round.id)).first() is None
