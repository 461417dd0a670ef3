"""A party's pages in HTML: the question with its form, and the receipt."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Template

from actions.read_feed import party_feed_token
from actions.read_party import PartyView
from api.pages.forms import Form, Typed
from api.pages.party_identity import identity_of
from api.pages.party_prefill import before
from api.pages.party_together import together
from api.pages.party_words import (
    body_options,
    chair,
    file_size,
    outcome_options,
    point_options,
    subject_options,
    warnings,
    who_decides,
)
from api.pages.public_words import days_left, timeline
from api.pages.rendering import first_of, page
from models.seat import Answer
from models.settings import get_settings
from models.vocabulary import RoundState, Stage
from notifications.forecast_words import meeting_words
from notifications.proof import Proof
from notifications.question_words import fields_of, told, told_of, words_of
from notifications.version_words import change_words
from rules.closing import LIVE
from rules.ended import readable_until
from rules.questions.items import items_of, open_items
from rules.questions.question import Question
from rules.questions.registry import question_for
from rules.questions.together import WHICH
from rules.questions.together import once as together_fields
from rules.seats import FINAL

FORM = "answer"
ONLY_COUNCIL = (
    "Et udvalgs anbefaling, eller at sagen er taget til efterretning, er ikke en godkendelse."
)
IN_ORDER = (
    *("outcome", "points", "body", "committee_on", "finance_committee_on", "meeting_on"),
    *("decided_on", "remarks", "remarks_about", "evidence"),
    *("minutes_url", "agenda_item", "closed_item", "dissent", "reason", "name", "title"),
)


def in_order(errors: dict[str, str], question: Question) -> dict[str, str]:
    """As the fields stand on the page; what belongs to none of them comes first."""
    once = (WHICH, *(field.name for field in together_fields(question)))
    order = (*once, *(field.name for field in question.fields), *IN_ORDER)
    known = set(order)
    rest = [message for field, message in errors.items() if field not in known]
    whole = {"": " ".join(rest)} if rest else {}
    return whole | {field: errors[field] for field in order if field in errors}


def party_page(
    request: Request,
    view: PartyView,
    token: str,
    form: Form | None = None,
    status: int = 200,
    meetings: Form | None = None,
) -> Response:
    """`form` is the one that was refused; without one what is kept of it is shown.

    Who has handed the matter over sees how it stands, and no form.

    meetings  the form of the council's meetings, when that was refused
    """
    if not view.speaks:
        return page(
            request,
            "party/handed_over.html",
            status,
            **page_facts(request, view, token, view.answer),
        )
    shown = form or Form(FORM, Typed(view.draft.draft.typed) if view.draft else None)
    known, question = before(view), question_for(view.round_, view.seat)
    return page(
        request,
        "party/page.html",
        status,
        **page_facts(request, view, token, view.answer),
        form=shown,
        days_left=days_left(view.round_.deadline, view.today),
        outcomes=outcome_options(view),
        point_outcomes=point_options(),
        bodies=body_options(view),
        subjects=subject_options(view),
        who_decides=who_decides(view),
        before=known,
        together=together(shown, question, open_items(view.seat), known),
        erasing=Form("erasing"),
        timeline=timeline(view.round_, view.steps),
        only_council=ONLY_COUNCIL,
        meetings_form=meetings or Form("meetings"),
        council_days=view.meetings[Stage.COUNCIL],
        meeting_fields=[
            (stage, words, "\n".join(f"{day:%d.%m.%Y}" for day in view.meetings[stage]))
            for stage, words in meeting_words(view.seat)
        ],
        chair=chair(view.seat),
        calendar=f"/calendar/{party_feed_token(view.seat, view.contact)}.ics",
    )


def receipt_page(
    request: Request, view: PartyView, answer: Answer, proof: Proof, token: str
) -> Response:
    return page(
        request,
        "party/receipt.html",
        **page_facts(request, view, token, view.answer),
        given=answer,
        proof=proof,
        warnings=warnings(answer, proof.attachments),
    )


def link_page(
    request: Request, template: str, view: PartyView, token: str, form: Form, status: int = 200
) -> Response:
    """A page of its own beside the party's, with one form."""
    return page(
        request, template, status, **page_facts(request, view, token, view.answer), form=form
    )


def page_facts(
    request: Request, view: PartyView, token: str, answer: Answer | None
) -> dict[str, Any]:
    """What every page of the party shows; `answer` is the one it is about."""
    answered = view.seat.state in FINAL
    round_, agreement, seat = view.round_, view.agreement, view.seat
    question = question_for(round_, seat)
    return {
        "question": question,
        "words": words_of(round_, agreement, seat),
        "fields": fields_of(round_, agreement, seat),
        "told": told(round_, agreement, seat, answer) if answer else [],
        "part": partial(_part, question),
        "items": items_of(seat),
        "open_items": open_items(seat),
        "settled": bool(question.each) and not open_items(seat),
        "told_of": partial(told_of, round_),
        "view": view,
        "seat": view.seat,
        "round": view.round_,
        "agreement": view.agreement,
        "answer": view.answer,
        "address": f"/s/{token}",
        "identity": identity_of(request, view.round_, view.seat, token),
        "answered": answered,
        "live": view.round_.state in LIVE,
        "readable_until": readable_until(view.round_, get_settings().links_readable_days),
        "draft": view.round_.state is RoundState.DRAFT,
        "change_words": change_words,
        "file_size": file_size,
    }


def _part(question: Question, name: str) -> Template:
    """A part of the page: the kind's own, else that of its shape."""
    return first_of(
        f"party/of_kind/{question.name}/{name}", f"party/of_shape/{question.shape}/{name}"
    )
