"""Deviations that operators report before anybody asks, registered by the secretariat."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.read_said import read_reported
from actions.read_tariff_report import read_tariff_report
from actions.report_deviation import operator_by_id, operators_by_name, report_deviation
from api.doors import Now, Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages.deviation_input import FORM, choices, given_deviation
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.rendering import page
from api.v1.types import LARGEST_ID
from reports.tariff_words import said_words

router = APIRouter(prefix="/tariffs/reported")
OperatorId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _desk(request, session, form, int(request.path_params["operator_id"]), status)


@router.get("")
def show_reported(
    request: Request,
    session: Reading,
    _who: SignedIn,
    operator: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> Response:
    """What was reported, and the form for an operator that was chosen."""
    return _desk(request, session, Form(FORM), operator)


@router.post("/{operator_id}", dependencies=[Depends(redisplays(_again))])
def post_reported(
    operator_id: OperatorId, typed: TypedForm, session: Writing, who: SecretariatForm, now: Now
) -> Response:
    """As the operator told it by mail or telephone; `name` and `title` are who told it."""
    operator = operator_by_id(session, operator_id)
    report_deviation(session, operator, given_deviation(typed), now, who.actor)
    return RedirectResponse("/tariffs/reported?done=reported", 303)


def _desk(
    request: Request, session: Session, form: Form, operator_id: int | None, status: int = 200
) -> Response:
    chosen: Mapping[str, Any] = {"operator": None}
    if operator_id is not None:
        chosen = choices(session, operator_by_id(session, operator_id))
    report = read_tariff_report(session, None)
    not_found = set(report.quality.reported_not_found) if report else set()
    return page(
        request,
        "desk/tariff_reported.html",
        status,
        **chosen,
        form=form,
        refused=form,
        operators=operators_by_name(session),
        reported=[
            (one.place, said_words(one.said)[1:], one.said.text, one.place not in not_found)
            for one in read_reported(session)
        ],
    )
