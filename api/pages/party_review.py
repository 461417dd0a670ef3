"""The answer as it would be registered: looked through, signed and sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from actions.open_link import OpenedLink
from actions.preview_answer import STAND_IN, preview_answer
from actions.read_draft import draft_of, parted
from actions.read_party import PartyView
from actions.store_attachments import EVIDENCE_FIELD
from actions.write_answer import Teller
from api.pages.forms import Form, Typed
from api.pages.party_act import HELD, REVIEWED
from api.pages.party_input import Posted, understood
from api.pages.party_page import FORM, page_facts
from api.pages.party_words import TO_TICK
from api.pages.rendering import page
from models.draft import DraftFile
from models.seat import Answer
from rules.questions.registry import question_for
from rules.questions.relevance import BY_POINT, POINT, contradictions, superfluous
from rules.questions.submission import Submission, signed
from rules.questions.unusual import CONFIRM, to_confirm, unconfirmed
from rules.refusal import Refusal

SIGNATURE = frozenset({"title", "name"})
NOT_HIDDEN = SIGNATURE | {REVIEWED, HELD}
BESIDES = "Feltet hører ikke til det, I har valgt. Slet det, eller vælg om."
REMARKS = (
    "I har valgt »Godkendt«. Vælg »Godkendt med bemærkninger«, hvis teksten skal med, eller slet"
    " den."
)


@dataclass(frozen=True, slots=True)
class Review:
    """What was typed, as it is understood.

    errors  message by field; empty: `answer` is how it would be registered
    typed   the fields that the choice has a use for
    files   those of the draft that go with it
    """

    errors: Mapping[str, str]
    answer: Answer | None
    typed: Mapping[str, str]
    files: Sequence[DraftFile]


def review(session: Session, opened: OpenedLink, typed: Typed, now: datetime) -> Review:
    """With the draft's files that go with it."""
    question = question_for(opened.round_, opened.seat)
    draft = draft_of(session, opened.contact)
    choice, taking = typed.text("outcome"), {EVIDENCE_FIELD, *question.file_fields}
    files = [
        file
        for file in (draft.files if draft else [])
        if file.field in taking and not (question.decides and superfluous(choice, file.field))
    ]
    given = understood(Posted(typed=typed), question)
    extract, attachments = parted(files)
    submission = replace(given.submission, attachments=attachments)
    wrong, answer = preview_answer(session, opened, submission, Teller(evidence=extract), now)
    errors = wrong | given.errors
    return Review(errors, None if errors else answer, typed.values, files)


def besides(typed: Typed) -> dict[str, str]:
    """What was filled in although the choice has no use for it: told, so that nothing that was
    typed is dropped unseen."""
    words = {"remarks": REMARKS}
    return {
        BY_POINT if name.startswith(POINT) else name: words.get(name, BESIDES)
        for name in contradictions(typed.values)
    }


def review_page(
    request: Request,
    view: PartyView,
    token: str,
    found: Review,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """`errors` are those of whoever signed: what else was typed is right."""
    hidden = {name: text for name, text in found.typed.items() if _carried(name) and text}
    shown = Typed({**found.typed, "name": ""}) if errors else None
    return page(
        request,
        "party/review.html",
        status,
        **page_facts(request, view, token, found.answer),
        given=found.answer,
        files=[file for file in found.files if file.field != EVIDENCE_FIELD],
        hidden=hidden,
        held=" ".join(file.key for file in found.files),
        to_tick=[(CONFIRM + flag, TO_TICK[flag]) for flag in _flags(found)],
        form=Form(FORM, shown, dict(errors or {})),
    )


def signed_only(errors: Mapping[str, str]) -> bool:
    """Whether all that is wrong is on the review page."""
    return all(field in SIGNATURE or field.startswith(CONFIRM) for field in errors)


def unsigned(typed: Typed, found: Review) -> dict[str, str]:
    """What the signature lacks, and the boxes of the review page that have no cross."""
    wrong: dict[str, str] = {}
    stand_in = Submission(version=0, name=STAND_IN, title=STAND_IN)
    title, name = typed.text("title"), typed.text("name")
    for given in (replace(stand_in, title=title), replace(stand_in, name=name)):
        try:
            signed(given)
        except Refusal as refusal:
            wrong[refusal.field] = refusal.message
    if typed.ticked(REVIEWED):
        wrong |= unconfirmed(_flags(found), typed.ticked)
    return wrong


def _flags(found: Review) -> list[str]:
    return to_confirm(found.answer.flags) if found.answer else []


def _carried(name: str) -> bool:
    return name not in NOT_HIDDEN and not name.startswith(CONFIRM)
