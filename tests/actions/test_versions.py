"""A new version in the middle of a round: who stands, who is asked again, and who is told."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.attach_document import attach_document
from actions.end_round import close_round
from actions.load import documents_of, points_of, round_by_id, seat_by_code
from actions.prepare_version import (
    GivenDocument,
    GivenPoint,
    GivenVersion,
    discard_version,
    prepare_version,
)
from actions.publish_version import publish_version
from actions.read_version import Preview, read_version
from actions.start_round import start_round
from actions.verify_audit import verify_audit
from models.agreement import AgreementVersion, Document
from models.database import transaction
from models.revision import Revision
from models.round import RecommendationPoint, Round
from models.seat import Answer, Seat
from models.vocabulary import Outcome, RoundState, SeatState
from rules.refusal import Refusal, Why
from tests.actions.refusing import refused
from tests.builders import ANSWERED, BY, NOW, PARTIES, answer, answer_all, danish, real_round
from tests.crowd import simultaneously
from tests.databases import sqlite_only
from tests.dump import events, letters

LATER = danish("2026-11-05 09:00")
WHOLE, POINTS, WAITING = "851", "813", "1081"
POINT_TEXTS = ("at aftalen godkendes", "at bilaget godkendes")


def asked(session: Session) -> Round:
    """Two points; the agreement is document 1, the annex of point 2 is document 2, and the case
    presentation is background."""
    round_ = real_round(session, start=False)
    for number, title in enumerate(("Aftalen", "Bilag", "Sagsfremstilling"), 1):
        content = f"%PDF-1.7 {title}".encode()
        paper = attach_document(session, round_, title, f"{number}.pdf", content, NOW, BY)
        paper.concerns = {1: None, 2: [2], 3: []}[number]
    for point in points_of(session, round_):
        session.delete(point)
    session.flush()
    session.add_all(_points(round_))
    return start_round(session, round_, NOW, BY)


def _points(round_: Round) -> list[RecommendationPoint]:
    return [
        RecommendationPoint(round_id=round_.id or 0, number=number, text=text)
        for number, text in enumerate(POINT_TEXTS, 1)
    ]


def prepared(session: Session, round_: Round, *papers: int, **changes: Any) -> Preview:
    """A draft in which these documents are exchanged; `changes` in the names of GivenVersion."""
    documents = [
        GivenDocument(
            paper.position,
            paper.title,
            ("ny.pdf", f"%PDF-1.7 ny {paper.title}".encode()),
            editorial=changes.get("editorial", False),
            concerns=None if paper.concerns is None else frozenset(paper.concerns),
        )
        for paper in documents_of(session, round_)
        if paper.position in papers
    ]
    points = [GivenPoint(text) for text in changes.get("points", POINT_TEXTS)]
    given = GivenVersion(changes.get("why", "Region Nordjylland bad om det"), points, documents)
    prepare_version(session, round_, given, LATER, BY)
    return read_version(session, round_)


def published(session: Session, round_: Round, *papers: int, **changes: Any) -> Revision:
    preview = prepared(session, round_, *papers, **changes)
    return publish_version(session, round_, preview.seen, LATER, "user:1")


def by_points(session: Session, round_: Round, code: str, one: Outcome, two: Outcome) -> Answer:
    return answer(session, round_, code, outcome=None, points={1: one, 2: two}, remarks="Ja")


def codes(found: Any) -> set[str]:
    return {(one.seat if hasattr(one, "seat") else one).code for one in found}


def test_a_draft_is_seen_by_nobody_and_says_whom_it_would_touch(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        answer(session, round_, WHOLE)
        by_points(session, round_, POINTS, Outcome.APPROVED, Outcome.APPROVED)
        preview = prepared(session, round_, 2)
        assert codes(preview.again) == {WHOLE, POINTS}
        assert len(preview.waiting) == PARTIES - 2
        assert [d.filename for d in documents_of(session, round_)] == ["1.pdf", "2.pdf", "3.pdf"]
        assert letters(session, round_, "asked_again", "new_version") == []
        preview = prepared(session, round_, 3)  # the annex stays exchanged
        assert codes(preview.again) == {WHOLE, POINTS}
        discard_version(session, round_, LATER, BY)
        preview = prepared(session, round_, 3)
        assert (codes(preview.again), codes(preview.stands)) == (set(), {WHOLE, POINTS})


def test_answers_it_touches_fall_and_the_others_stand(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        answer_all(session, round_, ANSWERED)
        assert round_.state is RoundState.COMPLETE
        revision = published(
            session, round_, 1, points=("at aftalen godkendes", "at alt godkendes")
        )
        assert (round_.state, round_.answered, round_.approved) == (RoundState.OPEN, 0, 0)
        seat = seat_by_code(session, round_, WHOLE)
        assert (seat.state, seat.version, seat.answer_id) == (SeatState.WAITING, 3, None)
        assert (seat.outcome, seat.decided_on, seat.answered_at) == (None, None, None)
        assert seat.next_letter_at is not None
        assert [p.text for p in points_of(session, round_)] == revision.points
        assert revision.former_points == list(POINT_TEXTS)
        (event,) = events(session, round_, "version.published")
        assert (len(event.payload["again"]), event.payload["by"]) == (PARTIES, "user:1")
        told = [e for e in events(session, round_, "seat.asked_again") if e.party_code == WHOLE]
        assert told[0].payload["superseded"] == 1
        assert len(told[0].payload["changes"]) == 2
        assert len(letters(session, round_, "asked_again")) == PARTIES
        again = answer(session, round_, WHOLE, LATER)
        assert (again.number, again.receipt) == (2, f"{round_.id}-{WHOLE}-2")
        first = session.exec(
            select(Answer).where(Answer.seat_id == seat.id).order_by(col(Answer.number))
        ).first()
        assert first is not None
        assert (first.number, first.outcome) == (1, Outcome.APPROVED)
        assert verify_audit(session).problems == []


@pytest.mark.parametrize(
    ("papers", "changes", "kinds"),
    [
        ((3,), {}, {"new_version": PARTIES}),  # background: who waits is asked the same
        ((1,), {"editorial": True}, {"new_version": PARTIES}),
        ((2,), {}, {"asked_again": PARTIES}),
        ((), {"points": (*POINT_TEXTS, "at tage referatet til efterretning")}, {"asked_again": 12}),
    ],
)
def test_everybody_is_told_what_it_means_for_them(
    engine: Engine, papers: tuple[int, ...], changes: dict[str, Any], kinds: dict[str, int]
) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        answer(session, round_, WHOLE)
        material = "asked_again" in kinds
        version = seat_by_code(session, round_, WAITING).version
        published(session, round_, *papers, **changes)
        told = letters(session, round_, "asked_again", "new_version")
        assert {
            kind: [x.kind for x in told].count(kind) for kind in {x.kind for x in told}
        } == kinds
        assert seat_by_code(session, round_, WAITING).version == version + material
        assert round_.answered == (not material)


def test_who_read_the_old_version_is_told_what_is_new(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        answer(session, round_, WHOLE)
        published(session, round_, 1)
        for code, shown in ((WHOLE, 2), (WAITING, 1)):
            said = refused(session, answer, round_, code, LATER, version=shown)
            assert (said.why, said.detail["version"]) == (Why.CONFLICT, shown + 1)
            assert "»Aftalen«, er ændret" in said.message
            assert said.detail["reason"] == "Region Nordjylland bad om det"
        said = refused(session, answer, round_, WAITING, LATER, version=7)
        assert "changes" not in said.detail
        answer(session, round_, WAITING, LATER)
        said = refused(session, answer, round_, WAITING, LATER, version=1)
        assert said.detail["answered_by"] == "Anna Ø"


def test_a_preview_that_is_out_of_date_publishes_nothing(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        seen = prepared(session, round_, 1).seen
        answer(session, round_, WHOLE)
        said = refused(session, publish_version, round_, seen, LATER, BY)
        assert (said.why, said.field) == (Why.CONFLICT, "seen")
        publish_version(session, round_, str(said.detail["seen"]), LATER, BY)
        again = refused(session, publish_version, round_, str(said.detail["seen"]), LATER, BY)
        assert again.why is Why.CONFLICT


@sqlite_only
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"points": ()}, "points"),
        ({"points": ("x" * 1_001,)}, "points"),
        ({"points": ("at a",) * 21}, "points"),
        ({"points": ("at a\x1b",)}, "points"),
        ({"points": ("at a",), "why": " "}, "why"),
        ({"points": ("at a",), "why": "x" * 2_001}, "why"),
    ],
)
def test_what_cannot_be_published(engine: Engine, changes: dict[str, Any], field: str) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        with pytest.raises(Refusal) as said:
            published(session, round_, **changes)
        assert said.value.field == field


@sqlite_only
@pytest.mark.parametrize(
    ("document", "field"),
    [
        (GivenDocument(9, "T"), "documents.9"),
        (GivenDocument(None, "T"), "documents.new.file"),
        (GivenDocument(1, "T", ("a.pdf", b"<script>")), "documents.1.file"),
        (GivenDocument(1, "T" * 201), "documents.1.title"),
        (GivenDocument(1, "T", concerns=frozenset({3})), "documents.1.concerns"),
    ],
)
def test_a_document_that_cannot_be(engine: Engine, document: GivenDocument, field: str) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        given = GivenVersion("x", [GivenPoint("at a")], [document])
        before = len(session.exec(select(Document)).all())
        with pytest.raises(Refusal) as said, session.begin_nested():
            prepare_version(session, round_, given, LATER, BY)
        assert said.value.field == field
        assert len(session.exec(select(Document)).all()) == before


def test_a_draft_thrown_away_leaves_nothing_but_its_events(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = asked(session)
        before = round_.version_id
        prepared(session, round_, 1)
        discard_version(session, round_, LATER, BY)
        assert session.exec(select(Revision)).all() == []
        assert [v.id for v in session.exec(select(AgreementVersion))] == [before]
        assert round_.version_id == before
        assert refused(session, discard_version, round_, LATER, BY).why is Why.CONFLICT
        assert len(events(session, round_, "version.prepared", "version.discarded")) == 2


@sqlite_only
def test_only_a_round_that_is_out_gets_a_new_version(engine: Engine) -> None:
    with transaction(engine) as session:
        draft = real_round(session, start=False)
        given = GivenVersion("x", [GivenPoint("at a")])
        assert refused(session, prepare_version, draft, given, NOW, BY).why is Why.CONFLICT
        round_ = asked(session)
        answer_all(session, round_, ANSWERED)
        seen = prepared(session, round_, 1).seen
        close_round(session, round_, LATER, BY)
        assert refused(session, publish_version, round_, seen, LATER, BY).why is Why.CONFLICT


def test_an_answer_to_the_old_version_and_a_new_version_at_once(engine: Engine) -> None:
    """Either the answer came first and falls, or the new version did and the answer is refused."""
    with transaction(engine) as session:
        round_ = asked(session)
        round_id = round_.id or 0
        prepared(session, round_, 1)

    def act(session: Session, number: int) -> str:
        round_ = round_by_id(session, round_id)
        if number:
            return answer(session, round_, WHOLE, LATER, version=1).receipt
        seen = read_version(session, round_).seen
        return str(publish_version(session, round_, seen, LATER, BY).number)

    results = simultaneously(engine, act, 4)
    assert results[0] == "2"
    with Session(engine) as session:
        round_ = session.get_one(Round, round_id)
        seat = session.exec(select(Seat).where(Seat.code == WHOLE)).one()
        first = [result for result in results[1:] if isinstance(result, str)]
        assert (seat.state, seat.answer_id, seat.version) == (
            SeatState.WAITING,
            None,
            2 + len(first),
        )
        lost = [result for result in results[1:] if isinstance(result, Refusal)]
        assert {refusal.why for refusal in lost} == {Why.CONFLICT}
        assert len(first) + len(lost) == 3
        assert len(first) <= 1
        assert round_.answered == 0
        assert verify_audit(session).problems == []
