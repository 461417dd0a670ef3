"""Letters leave the outbox: each once, whatever the server or the machine does."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.deliver_letters import deliver_letters
from models.database import make_engine, transaction
from models.keys import keys_of
from models.letter import Letter, MailboxMessage, Pause
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import LetterKind, LetterState, Outcome, RoundState, SeatState
from notifications.leases import LEASE
from notifications.outbox import queue_letters
from rules import links
from tests.letters.builders import a_round, an_answer, recipients, settings, sqlite_only
from tests.letters.post_office import PostOffice, post_office, unused_port
from tests.letters.test_mime import content

NOW = datetime(2026, 11, 3, 7, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def queued(
    engine: Engine, *addresses: str, kind: LetterKind = LetterKind.INVITATION, **of_round: Any
) -> list[int]:
    """One letter per address, due at NOW; returns their ids in that order."""
    with transaction(engine) as session:
        round_ = a_round(session, **of_round)
        to = recipients(session, round_, *addresses)
        queue_letters(session, round_, kind, to, occasion="open", due_at=NOW, settings=settings())
        rows = session.exec(select(Letter.id).order_by(col(Letter.seat_id)))
        return [id_ for id_ in rows if id_]


def deliver(
    engine: Engine, office: PostOffice, now: datetime = NOW, *, sandbox: bool = False
) -> int:
    return deliver_letters(now, sandbox=sandbox, settings=settings(office.url), engine=engine)


def letter(engine: Engine, id_: int) -> Letter:
    with transaction(engine) as session:
        return session.get_one(Letter, id_)


def change(engine: Engine, id_: int, **values: Any) -> None:
    with transaction(engine) as session:
        found = session.get_one(Letter, id_)
        for name, value in values.items():
            setattr(found, name, value)
        session.add(found)


def test_a_letter_arrives_with_its_link_and_is_known_to(engine: Engine, office: PostOffice) -> None:
    [id_] = queued(engine, "a@example.org")
    assert deliver(engine, office) == 1
    [raw] = office.to("a@example.org")
    sent = letter(engine, id_)
    with transaction(engine) as session:
        contact = session.get_one(Contact, sent.contact_id)
    token = links.token(
        keys_of(settings())[0], seat_id=contact.seat_id, contact_id=contact.id or 0, generation=1
    )
    assert f"https://rammeaftale.example.org/s/{token}\n" in content(raw, "plain")
    assert len(raw) == len(sent.source or b"")
    assert sent.sent_sha256 == sha256(raw).hexdigest()
    assert token.encode() not in (sent.source or b"")
    assert sent.state is LetterState.SENT
    assert sent.sent_at is not None
    assert NOW <= sent.sent_at < NOW + timedelta(minutes=1)
    assert (sent.attempt_at, sent.leased_until, sent.attempts) == (None, None, 1)
    assert (sent.repeated, sent.last_error) == (False, "")
    assert deliver(engine, office) == 0
    assert len(office.received) == 1


def test_nothing_leaves_before_its_time_nor_the_sandbox_for_the_world(
    engine: Engine, office: PostOffice
) -> None:
    queued(engine, "a@example.org")
    queued(engine, "b@example.org", sandbox=True)
    assert deliver(engine, office, NOW - DAY) == 0
    assert deliver(engine, office, sandbox=True) == 1
    assert not office.received
    assert deliver(engine, office) == 1
    assert [to for to, _ in office.received] == ["a@example.org"]


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_built_in_mailbox_keeps_what_was_sent(engine: Engine, sandbox: bool) -> None:
    ids = queued(engine, "a@example.org", "b@example.org", sandbox=sandbox)
    assert deliver_letters(NOW, sandbox=sandbox, settings=settings(), engine=engine) == 2
    with transaction(engine) as session:
        kept = session.exec(select(MailboxMessage).order_by(MailboxMessage.recipient)).all()
    assert [message.recipient for message in kept] == ["a@example.org", "b@example.org"]
    for id_, message in zip(ids, kept, strict=True):
        sent = letter(engine, id_)
        assert sent.sent_sha256 == sha256(message.raw).hexdigest()
        assert (message.subject, message.sender) == (sent.subject, "afsender@example.org")
        assert message.received_at <= NOW + timedelta(minutes=1)
        # a sandbox letter was sent when its round's clock says so
        assert (sent.sent_at == sent.due_at) is sandbox


def test_each_answer_of_the_server_has_its_consequence(engine: Engine, office: PostOffice) -> None:
    names = ["fine", "later", "refused", "data-later", "data-refused", "also-fine"]
    ids = queued(engine, *(f"{name}@example.org" for name in names))
    assert deliver(engine, office) == 2
    found = {name: letter(engine, id_) for name, id_ in zip(names, ids, strict=True)}
    assert [found[name].state for name in names] == [
        "sent",
        "queued",
        "failed",
        "queued",
        "failed",
        "sent",
    ]
    assert found["later"].last_error == "451 4.3.2 try again"
    assert found["refused"].last_error == "550 5.1.1 no such mailbox"
    # the server repeats the link it blocks; we do not write it down
    assert found["data-refused"].last_error.endswith("blocked: https://rammeaftale.example.org/s/…")
    for name in ("later", "data-later"):
        waiting = found[name].attempt_at
        assert waiting is not None
        assert timedelta(seconds=45) <= waiting - NOW < timedelta(seconds=90)
        assert not found[name].repeated
    assert found["refused"].attempt_at is None


def test_waits_grow_until_it_is_given_up(engine: Engine, office: PostOffice) -> None:
    [id_] = queued(engine, "later@example.org")
    attempts, now = 0, NOW
    while (current := letter(engine, id_)).state is LetterState.QUEUED:
        assert current.attempt_at is not None
        now = current.attempt_at
        deliver(engine, office, now)
        attempts += 1
    assert (current.state, current.attempts, attempts) == (LetterState.FAILED, 37, 37)
    assert current.last_error == "451 4.3.2 try again"
    assert 4 * DAY < now - NOW < 6 * DAY


def test_a_lost_answer_leaves_doubt_once_repeated_then_left(
    engine: Engine, office: PostOffice
) -> None:
    [id_] = queued(engine, "drop@example.org")
    assert deliver(engine, office) == 0
    doubtful = letter(engine, id_)
    assert (doubtful.state, doubtful.repeated) == (LetterState.QUEUED, True)
    assert deliver(engine, office, NOW + DAY) == 0
    assert letter(engine, id_).state is LetterState.UNKNOWN
    assert deliver(engine, office, NOW + 2 * DAY) == 0
    first, second = office.to("drop@example.org")
    assert first == second


def in_the_window(engine: Engine, office: PostOffice, address: str = "a@example.org") -> int:
    """A letter the server has taken and whose sender died before it could write that down."""
    [id_] = queued(engine, address)
    deliver(engine, office)
    change(
        engine,
        id_,
        state=LetterState.SENDING,
        attempt_at=NOW,
        sent_at=None,
        leased_until=NOW + LEASE,
    )
    return id_


def test_a_letter_in_the_window_is_repeated_once_byte_for_byte(
    engine: Engine, office: PostOffice
) -> None:
    id_ = in_the_window(engine, office)
    assert deliver(engine, office, NOW + LEASE / 2) == 0  # somebody may still be at it
    assert deliver(engine, office, NOW + LEASE) == 1
    repeated = letter(engine, id_)
    assert (repeated.state, repeated.repeated) == (LetterState.SENT, True)
    first, second = office.to("a@example.org")
    assert first == second


def test_what_is_in_doubt_twice_is_left(engine: Engine, office: PostOffice) -> None:
    id_ = in_the_window(engine, office)
    change(engine, id_, repeated=True)
    assert deliver(engine, office, NOW + DAY) == 0
    assert letter(engine, id_).state is LetterState.UNKNOWN
    assert len(office.received) == 1


def test_a_repeat_that_would_differ_is_not_sent(engine: Engine, office: PostOffice) -> None:
    id_ = in_the_window(engine, office)
    with transaction(engine) as session:
        session.exec(select(Contact)).one().link_generation = 2
    assert deliver(engine, office, NOW + DAY) == 0
    assert letter(engine, id_).state is LetterState.UNKNOWN
    assert len(office.received) == 1


def test_a_new_key_does_not_stop_what_was_never_taken(engine: Engine, office: PostOffice) -> None:
    [id_] = queued(engine, "later@example.org")
    deliver(engine, office)
    with transaction(engine) as session:
        session.exec(select(Contact)).one().link_generation = 2
    change(engine, id_, to_address="a@example.org")
    assert deliver(engine, office, NOW + DAY) == 1
    assert not letter(engine, id_).repeated


@pytest.mark.parametrize(
    ("kind", "round_state", "seat_state", "sent"),
    [
        (LetterKind.REMINDER, RoundState.OPEN, SeatState.WAITING, 1),
        (LetterKind.REMINDER, RoundState.OPEN, SeatState.ANSWERED, 0),
        (LetterKind.INVITATION, RoundState.CANCELLED, SeatState.WAITING, 0),
        (LetterKind.CANCELLATION, RoundState.CANCELLED, SeatState.WAITING, 1),
    ],
)
@sqlite_only
def test_what_has_become_pointless_stays(
    engine: Engine,
    office: PostOffice,
    kind: LetterKind,
    round_state: RoundState,
    seat_state: SeatState,
    sent: int,
) -> None:
    [id_] = queued(engine, "a@example.org", kind=kind)
    with transaction(engine) as session:
        session.exec(select(Round)).one().state = round_state
        session.exec(select(Seat)).one().state = seat_state
    assert deliver(engine, office) == sent
    assert letter(engine, id_).state == ("sent" if sent else "cancelled")
    assert letter(engine, id_).attempt_at is None


@pytest.mark.parametrize(
    ("kind", "told", "when", "sent"),
    [
        (LetterKind.REMINDER, "answer", NOW + SECOND, 0),
        (LetterKind.REMINDER, "pause", NOW + SECOND, 0),
        (LetterKind.ESCALATION, "answer", NOW + SECOND, 0),
        (LetterKind.REMINDER, "answer", NOW - SECOND, 1),  # reminded all the same, by hand
        (LetterKind.REMINDER, "pause", NOW - SECOND, 1),
        (LetterKind.INVITATION, "answer", NOW + SECOND, 1),
    ],
)
def test_who_told_when_it_will_decide_is_not_chased_by_what_was_due_before(
    engine: Engine, office: PostOffice, kind: LetterKind, told: str, when: datetime, sent: int
) -> None:
    [id_] = queued(engine, "a@example.org", kind=kind)
    with transaction(engine) as session:
        seat = session.exec(select(Seat)).one()
        seat.state = SeatState.SCHEDULED
        if told == "pause":
            seat.paused_at = when
        else:
            answer = an_answer(seat, outcome=Outcome.NOT_YET, submitted_at=when)
            session.add(answer)
            session.flush()
            seat.answer_id = answer.id
    assert deliver(engine, office, NOW + DAY) == sent
    assert letter(engine, id_).state == ("sent" if sent else "cancelled")


def test_a_letter_that_cannot_be_made_holds_up_nobody(engine: Engine, office: PostOffice) -> None:
    bad, good = queued(engine, "bad@example.org", "good@example.org")
    change(engine, bad, contact_id=None)
    assert deliver(engine, office) == 1
    assert letter(engine, bad).state is LetterState.FAILED
    assert letter(engine, good).state is LetterState.SENT


def test_without_a_server_few_are_tried_and_none_is_lost(engine: Engine) -> None:
    ids = queued(engine, *(f"k{number}@example.org" for number in range(40)))
    nobody = settings(f"smtp://127.0.0.1:{unused_port()}")
    assert deliver_letters(NOW, settings=nobody, engine=engine) == 0
    found = [letter(engine, id_) for id_ in ids]
    assert {x.state for x in found} == {LetterState.QUEUED}
    assert {x.leased_until for x in found} == {None}
    assert sum(x.attempts for x in found) == 16
    assert sum(x.attempt_at == NOW for x in found) == 24


def test_a_pause_holds_everything_back(engine: Engine, office: PostOffice) -> None:
    queued(engine, "a@example.org")
    with transaction(engine) as session:
        session.add(Pause(name="letters", since=NOW, reason="restored"))
    assert deliver(engine, office) == 0
    with transaction(engine) as session:
        session.delete(session.get_one(Pause, "letters"))
    assert deliver(engine, office) == 1


def test_two_deliverers_at_once_send_each_letter_once(
    engine: Engine, database_url: str, office: PostOffice
) -> None:
    addresses = [f"k{number}@example.org" for number in range(150)]
    queued(engine, *addresses)
    accepted: list[int] = []
    together = threading.Barrier(3)

    def work() -> None:
        own = make_engine(database_url)
        together.wait()
        accepted.append(deliver(own, office))
        own.dispose()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(to for to, _ in office.received) == sorted(addresses)
    assert sum(accepted) == 150
    with transaction(engine) as session:
        assert not _unsent(session)


def _unsent(session: Session) -> list[Letter]:
    return list(session.exec(select(Letter).where(Letter.state != LetterState.SENT)))
