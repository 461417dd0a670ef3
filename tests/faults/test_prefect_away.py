"""Prefect is away for a day: parties answer, nothing leaves; one pass makes up for it, no storm."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import select

from actions.advance_rounds import advance_rounds
from actions.deliver_letters import deliver_letters
from actions.emit_events import mark_emitted, pending_events
from actions.read_health import PREFECT, beat, readiness
from actions.remind_seats import remind_seats
from models.database import reading, transaction
from models.letter import MailboxMessage
from models.round import Round
from models.seat import Seat
from tests.builders import PARTIES, answer, danish, real_round

LAST_SEEN = danish("2026-11-02 16:00")  # the day before the first reminders
DAY = timedelta(days=1)
BACK = danish("2026-11-04 09:30")


def one_pass(engine: Engine) -> Counter[str]:
    """What one run of each deployment does; the letters that leave, by the first word on them."""
    with transaction(engine) as session:
        before = len(session.exec(select(MailboxMessage.id)).all())
    with transaction(engine) as session:
        advance_rounds(session, BACK)
        remind_seats(session, BACK)
        beat(session, PREFECT, BACK)
    deliver_letters(BACK, engine=engine)
    with transaction(engine) as session:
        mark_emitted(session, pending_events(session, 500))
        messages = session.exec(select(MailboxMessage).order_by("id")).all()[before:]
    return Counter(message.subject.split(" ")[0].rstrip(":") for message in messages)


def test_one_pass_then_nothing_more(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, LAST_SEEN - timedelta(days=20))
        advance_rounds(session, LAST_SEEN)
        beat(session, PREFECT, LAST_SEEN)
    deliver_letters(LAST_SEEN, engine=engine)
    with transaction(engine) as session:
        mark_emitted(session, pending_events(session, 500))
    for seat in seats(engine)[:3]:  # while Prefect is away
        with transaction(engine) as session:
            answer(session, session.get_one(Round, round_.id), seat.code, LAST_SEEN + DAY / 2)
    with reading(engine) as session:
        reasons = readiness(session, LAST_SEEN + DAY).reasons
        assert len(pending_events(session, 500)) == 3
    assert reasons[0] == "3 letters should have left more than 15 minutes ago"
    assert reasons[-1].startswith("prefect last ran at 2026-11-02")
    left = one_pass(engine)
    assert sorted(left.values()) == [3, PARTIES - 3], left
    assert one_pass(engine) == {}
    with reading(engine) as session:
        assert readiness(session, BACK).ready
        assert not pending_events(session, 500)


def seats(engine: Engine) -> list[Seat]:
    with reading(engine) as session:
        return list(session.exec(select(Seat).order_by("id")))
