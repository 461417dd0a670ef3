"""Answers that a program registers for a party, and what parties object to."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from actions.load import clock_of, round_by_id, seat_by_code, seats_of
from actions.object_to_answer import objections_of, settle_objection
from actions.read_rounds import round_shown
from actions.register_answer import Official, register_answer
from actions.store_attachments import store_attachments, store_evidence
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.answers import AnswerIn, AnyAnswerIn, FieldsIn, FileIn, Given, given_by, given_file
from api.v1.seats import receipt
from api.v1.types import Code, Input, RoundId, Text, instant
from models.on_behalf import Objection
from models.seat import Answer
from rules.questions.question import Question
from rules.questions.registry import question_for

EVIDENCE = "evidence"
router = APIRouter(tags=["seats"])


class DecisionOnBehalfIn(AnswerIn):
    """A decision with the mail or the minutes it stands in."""

    evidence: FileIn | None = None


class FieldsOnBehalfIn(FieldsIn):
    """The same of a kind that declares its own fields."""

    evidence: FileIn | None = None


class OnBehalfIn(AnyAnswerIn):
    """As the party would answer; `evidence` is the mail or the minutes."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        models = (DecisionOnBehalfIn, FieldsOnBehalfIn)
        return {"anyOf": [handler(model.__pydantic_core_schema__) for model in models]}


class SettlementIn(Input):
    """How an objection was settled, as the party reads it; the answer stands."""

    words: Text


@router.post("/rounds/{round_id}/seats/{code}/answer", status_code=201)
def post_answer(
    round_id: RoundId,
    code: Code,
    body: OnBehalfIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """Register an answer that came by mail or telephone; `name` and `title` are who told it.

    Without evidence the answer counts all the same, is shown as such, and only a user of the
    secretariat can say that it is checked.
    """
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    told = {name: value for name, value in body.root.items() if name != EVIDENCE}
    given = _given(question_for(round_, seat), told)
    file = body.root.get(EVIDENCE)
    evidence = store_evidence(session, given_file(file, EVIDENCE)) if file is not None else None
    attachments = store_attachments(session, given.files)
    submission = replace(given.submission, attachments=attachments)
    by = Official(who.actor, who.name, person=False)
    answer = register_answer(session, round_, seat, submission, evidence, by, clock_of(round_, now))
    if not isinstance(answer, Answer):
        raise RuntimeError(f"what {who.actor} registered waits for somebody")
    return receipt(round_.title, seat, answer)


@router.get("/rounds/{round_id}/objections")
def get_objections(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """What parties have said against answers registered for them, the newest first."""
    seats = {seat.id: seat for seat in seats_of(session, round_shown(session, round_id))}
    items = [
        {"party": seats[answer.seat_id].code, **objection_json(objection, answer.number, answer)}
        for objection, answer in objections_of(session, list(seats.values()))
    ]
    return {"items": items, "next": None}


@router.post("/rounds/{round_id}/seats/{code}/settlement", status_code=202)
def post_settlement(
    round_id: RoundId,
    code: Code,
    body: SettlementIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """Say how the party's objection was settled; an answer that is wrong is corrected instead."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    lived = clock_of(round_, now)
    objection = settle_objection(session, round_, seat, body.words, lived, who.actor)
    return objection_json(objection)


def objection_json(
    objection: Objection, number: int | None = None, answer: Answer | None = None
) -> dict[str, Any]:
    """`words` and `settlement` null: said of a closed item, and for the two of them only."""
    withheld = answer is not None and answer.closed_item
    return {
        "objection": objection.id,
        **({"answer": number} if number else {}),
        "objected_at": instant(objection.objected_at),
        "name": objection.name,
        "title": objection.title,
        "words": None if withheld else objection.words,
        "settled_at": instant(objection.settled_at),
        "settlement": None if withheld else objection.settlement,
    }


def _given(question: Question, told: dict[str, Any]) -> Given:
    try:
        return given_by(question, told)
    except ValidationError as error:
        found = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(found) from None
