"""What parties remarked is gathered by what it is about, and answered once and to all."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.answer_remarks import answer_remarks
from actions.end_round import close_round
from actions.load import seat_by_code, seats_of
from actions.read_remarks import read_remarks, remarks_of
from actions.start_round import start_round
from actions.verify_audit import verify_audit
from actions.write_points import write_points
from models.database import transaction
from models.reply import Reply
from models.round import Round
from models.vocabulary import Outcome
from rules.refusal import Why
from tests.actions.refusing import refused
from tests.builders import BY, NOW, PARTIES, answer, danish, real_round
from tests.dump import events, letters

LATER = danish("2026-11-05 09:00")
WHOLE, POINT, CLOSED, PLAIN, OTHER = "773", "787", "810", "813", "820"
REMARKS, RESERVED = Outcome.APPROVED_WITH_REMARKS, Outcome.APPROVED_WITH_RESERVATION


def remarked(session: Session) -> Round:
    round_ = real_round(session, start=False)
    write_points(session, round_, ["at aftalen godkendes", "at målene godkendes"], NOW, BY)
    start_round(session, round_, NOW, BY)
    answer(session, round_, WHOLE, outcome=REMARKS, remarks="Tak for samarbejdet")
    points = {1: "approved", 2: "approved_with_reservation"}
    answer(session, round_, POINT, outcome=None, points=points, remarks="Punkt 2 først i 2028")
    answer(session, round_, CLOSED, outcome=REMARKS, remarks="Hemmeligt", closed_item=True)
    answer(session, round_, PLAIN)
    return round_


def replies(session: Session, round_: Round, words: str = "Det tager vi med.") -> dict[int, str]:
    return {r.answer.id or 0: words for r in remarks_of(session, round_) if r.open}


def test_remarks_are_gathered_by_what_they_are_about(engine: Engine) -> None:
    with transaction(engine) as session:
        found = read_remarks(session, remarked(session))
        told = [
            (s.point.number if s.point else None, [(r.seat.code, r.shared) for r in s.remarks])
            for s in found
        ]
        assert told == [(2, [(POINT, True)]), (None, [(WHOLE, True), (CLOSED, False)])]


def test_a_list_is_answered_once_and_to_all(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = remarked(session)
        given = replies(session, round_)
        assert answer_remarks(session, round_, given, LATER, BY) == PARTIES
        sent = letters(session, round_, "remarks_answered")
        assert len({letter.to_address for letter in sent}) == len(sent) == PARTIES
        texts = [(letter.source or b"").decode() for letter in sent]
        assert all("Tak for samarbejdet" in text and "2028" in text for text in texts)
        assert not any("Hemmeligt" in text for text in texts)
        (event,) = events(session, round_, "remarks.replied")
        assert event.payload["answers"] == {WHOLE: 1, POINT: 1}
        assert (round_.approved, seat_by_code(session, round_, POINT).outcome) == (3, RESERVED)
        assert verify_audit(session).problems == []
    with transaction(engine) as session:
        round_ = session.get_one(Round, round_.id)
        assert replies(session, round_) == {}
        assert refused(session, answer_remarks, round_, given, LATER, BY).why is Why.CONFLICT


def test_what_came_later_is_the_next_list(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = remarked(session)
        given = replies(session, round_)
        answer(session, round_, OTHER, outcome=REMARKS, remarks="Også vi")
        answer_remarks(session, round_, given, LATER, BY)
        assert [r.seat.code for r in remarks_of(session, round_) if r.open] == [OTHER]
        assert answer_remarks(session, round_, replies(session, round_), LATER, BY) == PARTIES
        assert set(session.exec(select(Reply.number))) == {1, 2}


def test_a_correction_is_a_new_remark(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = remarked(session)
        given = replies(session, round_)
        seat = seat_by_code(session, round_, WHOLE)
        answer(
            session,
            round_,
            WHOLE,
            outcome=REMARKS,
            remarks="Rettet",
            reason="Tastefejl",
            version=seat.version,
        )
        assert refused(session, answer_remarks, round_, given, LATER, BY).why is Why.CONFLICT
        assert len(session.exec(select(Reply)).all()) == 0
        assert len(seats_of(session, round_)) == PARTIES


@pytest.mark.parametrize("words", ["", " \n", "x" * 4_001])
def test_every_remark_shown_wants_a_reply(engine: Engine, words: str) -> None:
    with transaction(engine) as session:
        round_ = remarked(session)
        given = replies(session, round_)
        first = next(iter(given))
        found = refused(session, answer_remarks, round_, given | {first: words}, LATER, BY)
        assert found.field == f"replies.{first}"


def test_a_round_that_is_over_has_no_replies(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = remarked(session)
        given = replies(session, round_)
        close_round(session, round_, danish("2026-12-02 09:00"), BY)
        assert refused(session, answer_remarks, round_, given, LATER, BY).why is Why.CONFLICT
