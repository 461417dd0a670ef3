"""Drafts on either database: what they hold goes with them, and nothing else does."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.end_round import cancel_round
from actions.erase_draft import erase_draft, forget_drafts
from actions.keep_draft import Written, keep_draft
from actions.load import contacts_of, seat_by_code
from actions.open_link import OpenedLink
from actions.read_draft import draft_of, held_files
from actions.record import chain_of
from actions.write_answer import Teller
from api.pages.forms import GivenFile
from models.agreement import StoredFile
from models.database import transaction
from models.draft import Draft, DraftFile
from models.event import Event
from models.round import Round
from rules.refusal import Refusal, Why
from tests.builders import A_PARTY, BY, NOW, answer, real_round

TEXT = {"remarks": "Æ"}
ONE, OTHER = GivenFile("a.pdf", b"%PDF-1.7 one"), GivenFile("b.pdf", b"%PDF-1.7 other")


def link(session: Session, round_: Round, code: str = A_PARTY) -> OpenedLink:
    seat = seat_by_code(session, round_, code)
    return OpenedLink(round_, seat, contacts_of(session, seat)[0])


def files(session: Session) -> set[bytes]:
    kept = (ONE.content, OTHER.content)
    return {f.content for f in session.exec(select(StoredFile)) if f.content in kept}


def test_two_drafts_may_hold_the_same_file(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        ours, theirs = link(session, round_), link(session, round_, "813")
        for opened in (ours, theirs):
            keep_draft(session, opened, Written(TEXT, ONE), {}, NOW)
        erase_draft(session, ours.contact)
        assert files(session) == {ONE.content}
        erase_draft(session, theirs.contact)
        assert (files(session), session.exec(select(DraftFile)).all()) == (set(), [])


def test_an_answers_file_outlives_the_draft(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        opened = link(session, round_)
        keep_draft(session, opened, Written(TEXT, ONE), {}, NOW)
        digest = sha256(ONE.content).hexdigest()
        extract, _ = held_files(session, opened.contact, [f"evidence:{digest}"])
        assert extract == (digest, "a.pdf")
        answer(session, round_, teller=Teller(contact=opened.contact, evidence=extract))
        erase_draft(session, opened.contact)
        assert files(session) == {ONE.content}


def test_a_draft_is_changed_and_not_doubled_and_leaves_no_event(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        opened = link(session, round_)
        said = len(session.exec(select(Event).where(Event.chain == chain_of(round_))).all())
        for later, written in enumerate(
            [Written(TEXT, ONE), Written({"remarks": "", "dissent": "A"}, OTHER)]
        ):
            keep_draft(session, opened, written, {}, NOW + timedelta(hours=later))
        found = draft_of(session, opened.contact)
        assert found
        assert (found.draft.typed, found.draft.saved_at) == (
            {"dissent": "A"},
            NOW + timedelta(hours=1),
        )
        assert [file.filename for file in found.files] == ["b.pdf"]
        assert files(session) == {OTHER.content}
        events = session.exec(select(Event).where(Event.chain == chain_of(round_))).all()
        assert len(events) == said


@pytest.mark.parametrize(("days", "over", "gone"), [(89, False, 0), (91, False, 1), (0, True, 1)])
def test_what_nobody_comes_back_to_is_forgotten(
    engine: Engine, days: int, over: bool, gone: int
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        keep_draft(session, link(session, round_), Written(TEXT, ONE), {}, NOW)
        if over:
            cancel_round(session, round_, "Ny aftale", NOW, BY)
        assert forget_drafts(session, NOW + timedelta(days=days)) == gone
        assert len(session.exec(select(Draft)).all()) == 1 - gone
        assert len(files(session)) == 1 - gone


def test_a_round_that_is_not_out_takes_none(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False)
        with pytest.raises(Refusal) as refused:
            keep_draft(session, link(session, round_), Written(TEXT), {}, NOW)
        assert refused.value.why is Why.CONFLICT
