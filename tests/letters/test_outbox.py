"""Letters as rows: once each, with the right instants, and the bell only after the commit."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from jinja2 import UndefinedError
from sqlalchemy import Engine
from sqlmodel import Session, select

import notifications.unit
from models.database import transaction
from models.letter import Letter
from models.seat import Seat
from models.vocabulary import LetterKind, LetterState
from notifications.outbox import AT_ONCE, Recipient, queue_letters
from notifications.outbox_moves import purge_letters, release_letter
from notifications.unit import unit_of_work
from rules.refusal import Refusal
from tests.letters.builders import OPENED, a_round, recipients, settings, sqlite_only
from tests.letters.test_mime import parsed

THREE = ("a@example.org", "b@example.org", "c@example.org")


def queue(
    session: Session,
    to: list[Recipient],
    kind: LetterKind = LetterKind.INVITATION,
    *,
    occasion: str = "open",
    due_at: datetime = OPENED,
    state: LetterState = LetterState.QUEUED,
) -> int:
    return queue_letters(
        session,
        session.info["round"],
        kind,
        to,
        occasion=occasion,
        due_at=due_at,
        state=state,
        settings=settings(),
    )


def prepared(session: Session, *addresses: str, **of_round: object) -> list[Recipient]:
    session.info["round"] = a_round(session, **of_round)
    return recipients(session, session.info["round"], *addresses)


def letters(engine: Engine) -> list[Letter]:
    with transaction(engine) as session:
        return list(session.exec(select(Letter).order_by(Letter.to_address)))


def test_queuing_twice_queues_once(engine: Engine) -> None:
    with transaction(engine) as session:
        to = prepared(session, *THREE)
        assert queue(session, to[:2]) == 2
        assert queue(session, to) == 1
        assert queue(session, to) == 0
        assert queue(session, to, occasion="again") == 3
        assert queue(session, []) == 0
    assert len(letters(engine)) == 6


def test_a_letter_of_a_real_round_is_due_when_it_was_made_for(engine: Engine) -> None:
    with transaction(engine) as session:
        [to] = prepared(session, "a@example.org")
        queue(session, [to])
        assert to.seat.last_letter_at == OPENED
    [letter] = letters(engine)
    assert letter.key == f"invitation:{to.contact.id}:open"
    assert (letter.due_at, letter.attempt_at, letter.sandbox) == (OPENED, OPENED, False)
    assert (letter.state, letter.sent_at, letter.leased_until) == (LetterState.QUEUED, None, None)
    with transaction(engine) as session:
        assert session.get_one(Seat, to.seat.id).last_letter_at == OPENED


def test_a_sandbox_letter_is_due_at_once_whatever_its_clock_says(engine: Engine) -> None:
    future = datetime(2031, 1, 1, tzinfo=UTC)
    with transaction(engine) as session:
        to = prepared(session, "a@example.org", sandbox=True)
        queue(session, to, due_at=future)
        assert session.info["rings"] == {"deliver-sandbox"}
    [letter] = letters(engine)
    assert (letter.due_at, letter.attempt_at, letter.sandbox) == (future, AT_ONCE, True)


def test_a_draft_waits_and_is_dated_when_it_is_released(engine: Engine) -> None:
    later = OPENED + timedelta(days=2)
    with transaction(engine) as session:
        [to] = prepared(session, "a@example.org")
        assert queue(session, [to], state=LetterState.DRAFT) == 1
        assert to.seat.last_letter_at is None
        assert "rings" not in session.info
    [letter] = letters(engine)
    assert (letter.state, letter.attempt_at) == (LetterState.DRAFT, None)
    with transaction(engine) as session:
        release_letter(session, letter.id or 0, later)
        assert session.info["rings"] == {"deliver"}
    [released] = letters(engine)
    assert (released.state, released.due_at) == (LetterState.QUEUED, later)
    assert released.attempt_at == later
    before, after = letter.source or b"", released.source or b""
    assert b"\r\nDate: Thu, 10 Sep 2020 08:00:00 +0200\r\n" in after
    assert len(after) == len(before)
    with transaction(engine) as session:
        assert session.get_one(Seat, to.seat.id).last_letter_at == later


@pytest.mark.parametrize("state", [None, LetterState.QUEUED, LetterState.SENT])
def test_only_a_draft_is_released(engine: Engine, state: LetterState | None) -> None:
    with transaction(engine) as session:
        to = prepared(session, "a@example.org")
        queue(session, to)
        letter = session.exec(select(Letter)).one()
        letter.state = state or letter.state
        session.flush()
        with pytest.raises(Refusal):
            release_letter(session, (letter.id or 0) if state else 4711, OPENED)


def test_purging_leaves_what_has_gone_out(engine: Engine) -> None:
    with transaction(engine) as session:
        to = prepared(session, *THREE)
        queue(session, to)
        queue(session, to, occasion="draft", state=LetterState.DRAFT)
        session.exec(select(Letter)).first().state = LetterState.SENT  # type: ignore[union-attr]
        session.flush()
        assert purge_letters(session, session.info["round"].id) == 5
    found = letters(engine)
    assert sorted(letter.state for letter in found) == ["cancelled"] * 5 + ["sent"]
    assert not [x for x in found if x.state is LetterState.CANCELLED and x.attempt_at]


def test_last_letter_is_never_put_back(engine: Engine) -> None:
    with transaction(engine) as session:
        [to] = prepared(session, "a@example.org")
        queue(session, [to])
        queue(session, [to], occasion="missed", due_at=OPENED - timedelta(days=1))
        assert to.seat.last_letter_at == OPENED
    with transaction(engine) as session:
        assert session.get_one(Seat, to.seat.id).last_letter_at == OPENED


@sqlite_only
def test_many_letters_in_one_statement_and_each_with_its_own_words(engine: Engine) -> None:
    addresses = [f"k{number}@example.org" for number in range(600)]
    with transaction(engine) as session:
        to = prepared(session, *addresses)
        assert queue(session, to) == 600
    found = letters(engine)
    assert len({letter.message_id for letter in found}) == 600
    assert all(f"Kommune {x.seat_id}".encode() in (x.source or b"") for x in found)


@sqlite_only
def test_facts_of_one_recipient_are_theirs_alone(engine: Engine) -> None:
    with transaction(engine) as session:
        first, second = prepared(session, "a@example.org", "b@example.org")
        queue(session, [first._replace(facts={"deadline": date(2020, 11, 30)}), second])
    assert ["30. november" in letter.subject for letter in letters(engine)] == [True, False]


@sqlite_only
def test_a_fact_that_is_missing_is_an_error(engine: Engine) -> None:
    with transaction(engine) as session:
        to = prepared(session, "a@example.org")
        with pytest.raises(UndefinedError, match="former_deadline"):
            queue(session, to, kind=LetterKind.EXTENSION)


@sqlite_only
def test_the_bell_rings_after_the_commit_and_not_without_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(
        notifications.unit, "ring", lambda name: rung.append((name, len(letters(engine))))
    )
    with unit_of_work(engine) as session:
        to = prepared(session, "a@example.org")
        queue(session, to)
        assert not rung
    assert rung == [("deliver", 1)]
    with suppress(ZeroDivisionError), unit_of_work(engine) as session:
        queue(session, prepared(session, "b@example.org"))
        raise ZeroDivisionError
    with unit_of_work(engine):
        pass
    assert rung == [("deliver", 1)]


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("", "Svar på denne mail eller skriv til sekretariat@example.org."),
        (
            "55 00 00 00",
            "Svar på denne mail, skriv til sekretariat@example.org eller ring på 55 00 00 00.",
        ),
    ],
)
def test_a_letter_lists_the_ways_to_ask_that_there_are(
    engine: Engine, phone: str, words: str
) -> None:
    with transaction(engine) as session:
        queue(session, prepared(session, "a@example.org", secretariat_phone=phone))
    [letter] = letters(engine)
    text = parsed(letter.source or b"").get_body(("plain",))
    assert text is not None
    assert words in " ".join(text.get_content().split())
