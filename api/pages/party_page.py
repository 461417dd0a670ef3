"""A party's pages in HTML: the question with its form, and the receipt."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from actions.read_feed import party_feed_token
from actions.read_party import PartyView
from api.pages.forms import Form, Typed
from api.pages.party_input import BY_POINT
from api.pages.party_words import (
    body_options,
    chair,
    file_size,
    outcome_options,
    point_options,
    warnings,
    who_decides,
)
from api.pages.public_words import days_left, timeline
from api.pages.rendering import page
from models.seat import Answer
from models.vocabulary import RoundState, Stage
from notifications.forecast_words import meeting_words
from notifications.proof import Proof
from notifications.question_words import fields_of, told, typed_again, words_of
from notifications.version_words import change_words
from rules.closing import LIVE
from rules.questions.question import Question
from rules.questions.registry import question_of
from rules.seats import FINAL
from rules.versions import kept

FORM = "answer"
ONLY_COUNCIL = (
    "Et udvalgs anbefaling, eller at sagen er taget til efterretning, er ikke en godkendelse."
)
SHOWN_AGAIN = (
    "outcome",
    "body",
    "decided_on",
    "meeting_on",
    "agenda_item",
    "minutes_url",
    "remarks",
    "dissent",
)


IN_ORDER = (
    *("outcome", "points", "body", "meeting_on", "decided_on", "remarks", "evidence"),
    *("minutes_url", "agenda_item", "closed_item", "dissent", "reason", "name", "title"),
)


def in_order(errors: dict[str, str], question: Question) -> dict[str, str]:
    """As the fields stand on the page; what belongs to none of them comes first."""
    order = (*(field.name for field in question.fields), *IN_ORDER)
    rest = [message for field, message in errors.items() if field not in order]
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
    """`form` is the one that was refused; its name is emptied, for it is typed with each answer.

    meetings  the form of the council's meetings, when that was refused
    """
    shown = form or Form(FORM)
    if shown.typed is not None:
        shown.typed = Typed({**shown.typed.values, "name": ""})
    return page(
        request,
        "party/page.html",
        status,
        **_facts(view, token),
        form=shown,
        days_left=days_left(view.round_.deadline, view.today),
        outcomes=outcome_options(view),
        point_outcomes=point_options(),
        bodies=body_options(view),
        who_decides=who_decides(view),
        before=_before(view),
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
        **_facts(view, token),
        given=answer,
        proof=proof,
        warnings=warnings(answer),
    )


def _facts(view: PartyView, token: str) -> dict[str, Any]:
    answered = view.seat.state in FINAL
    round_, agreement, seat, answer = view.round_, view.agreement, view.seat, view.answer
    question = question_of(round_)
    return {
        "question": question,
        "words": words_of(round_, agreement, seat),
        "fields": fields_of(round_, agreement, seat),
        "told": told(round_, agreement, seat, answer) if answer else [],
        "part": partial(_part, question),
        "view": view,
        "seat": view.seat,
        "round": view.round_,
        "agreement": view.agreement,
        "answer": view.answer,
        "address": f"/s/{token}",
        "answered": answered,
        "live": view.round_.state in LIVE,
        "draft": view.round_.state is RoundState.DRAFT,
        "change_words": change_words,
        "file_size": file_size,
    }


def _part(question: Question, name: str) -> list[str]:
    """Where a part of the page is looked for: the kind's own, then that of its shape."""
    return [
        f"party/of_kind/{question.name}/{name}",
        f"party/of_shape/{question.shape}/{name}",
    ]


def _before(view: PartyView) -> dict[str, Any]:
    """A correction starts from the answer that stands, one asked again from what it said of points
    that nothing touched; who tells it is always typed anew."""
    answer, question = view.answer, question_of(view.round_)
    if question.fields:
        return typed_again(question, answer) if view.seat.state in FINAL and answer else {}
    if view.fallen and (points := kept(view.fallen.points, view.because)):
        again = dict.fromkeys(SHOWN_AGAIN, "") | {"outcome": BY_POINT}
        return {**again, "points": points, "closed_item": view.fallen.closed_item}
    if answer is None or view.seat.state not in FINAL:
        return {"points": {}, "closed_item": False} | dict.fromkeys(SHOWN_AGAIN, "")
    before = {name: getattr(answer, name) or "" for name in SHOWN_AGAIN}
    if answer.points and len(set(answer.points.values())) > 1:
        before["outcome"] = BY_POINT
    return {**before, "points": answer.points, "closed_item": answer.closed_item}
