"""An answer that was posted at a party's link becomes one, in the transaction it is given."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from actions.answer_seat import answer_seat, asked_of
from actions.erase_draft import erase_draft
from actions.load import clock_of
from actions.open_link import OpenedLink, open_link
from actions.read_draft import held_files
from actions.store_attachments import EVIDENCE_FIELD, store_attachments, store_evidence
from actions.write_answer import Teller
from api.pages.forms import Typed
from api.pages.party_input import Posted, Understood, understood
from api.pages.party_together import told_once
from models.seat import Answer
from rules.assurance import SignedIn
from rules.questions.registry import question_for
from rules.questions.unusual import check_confirmed
from rules.refusal import Refusal

REVIEWED = "reviewed"  # the post comes from the review page
HELD = "held"  # keys of the draft's files that were shown there


def act(
    session: Session, token: str, posted: Posted, now: datetime, signed: SignedIn | None = None
) -> tuple[OpenedLink, Answer]:
    """A draft that was kept at the link is no more once it, or something else, is the answer."""
    opened = open_link(session, token, lock=True)
    errors: dict[str, str] = {}
    if posted.typed is not None:
        typed, errors = told_once(posted.typed, opened.round_, opened.seat)
        posted = Posted(typed=typed)
    given = understood(posted, question_for(opened.round_, opened.seat))
    for field, message in (errors | given.errors).items():
        raise Refusal(message, field=field)
    clock = clock_of(opened.round_, now)
    if posted.typed is None:
        return opened, _answer(session, opened, given, None, (), clock, signed)
    if posted.typed.ticked(REVIEWED):
        _check_reviewed(session, opened, given, posted.typed, clock)
    answer = _answer(session, opened, given, posted.typed, _held(posted.typed), clock, signed)
    erase_draft(session, opened.contact)
    return opened, answer


def _answer(
    session: Session,
    opened: OpenedLink,
    given: Understood,
    typed: Typed | None,
    held: Sequence[str],
    clock: datetime,
    signed: SignedIn | None,
) -> Answer:
    extract, others = held_files(session, opened.contact, held)
    evidence = store_evidence(session, typed.file(EVIDENCE_FIELD) if typed else None)
    attachments = (*others, *store_attachments(session, given.files))
    submission = replace(given.submission, attachments=attachments)
    teller = Teller(contact=opened.contact, evidence=evidence or extract, signed_in=signed)
    return answer_seat(session, opened.round_, opened.seat, submission, teller, clock)


def _held(typed: Typed) -> list[str]:
    return typed.text(HELD).split()


def _check_reviewed(
    session: Session, opened: OpenedLink, given: Understood, typed: Typed, clock: datetime
) -> None:
    """Only of what is still asked: whoever comes second is to hear that first."""
    if given.submission.version != opened.seat.version:
        return
    asked = asked_of(session, opened.round_, opened.seat, clock)
    judged = question_for(opened.round_, opened.seat).judge(given.submission, asked)
    check_confirmed(judged.flags, typed.ticked)
