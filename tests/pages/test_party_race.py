"""Many answer for one party at the same moment: one wins, the others hear who and when."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
from sqlalchemy import Engine
from sqlmodel import select

from actions.verify_audit import verify_audit
from models.database import reading, transaction
from models.event import Event
from models.round import Round
from models.seat import Answer
from tests.builders import sandbox_round
from tests.pages.links import ANSWER, FORM, token_of
from tests.pages.serving import served

CALLERS = 20


def answers_at_once(address: str, token: str) -> list[httpx.Response]:
    """Every second caller is a person at a form; all let go together."""
    together = Barrier(CALLERS)

    def call(number: int) -> httpx.Response:
        name = f"Nummer {chr(ord('A') + number)}"
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            together.wait()
            path = f"/s/{token}/answer"
            if number % 2:
                return client.post(path, data=FORM | {"name": name})
            return client.post(path, json=ANSWER | {"name": name})

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(call, range(CALLERS)))


def test_of_twenty_simultaneous_answers_one_wins(engine: Engine) -> None:
    with transaction() as session:
        token = token_of(session, sandbox_round(session))
    with served() as address:
        answers = answers_at_once(address, token)
    accepted = [a for a in answers if a.status_code in {201, 303}]
    refused = [a for a in answers if a.status_code == 409]
    assert (len(accepted), len(refused)) == (1, CALLERS - 1)
    with reading() as session:
        (winner,) = session.exec(select(Answer)).all()
        assert session.exec(select(Round)).one().answered == 1
        assert len(session.exec(select(Event).where(Event.kind == "seat.answered")).all()) == 1
        assert verify_audit(session).problems == []
    for answer in refused:
        assert winner.name in answer.text
