"""A party's side of a round as a program gets it."""

from typing import Any

from actions.open_link import OpenedLink
from actions.read_party import PartyView
from api.v1.items import item_json
from api.v1.on_behalf import objection_json
from api.v1.seats import receipt
from api.v1.types import day, instant
from models.delegation import Delegation
from models.seat import Answer, Seat
from models.settings import get_settings
from notifications.question_words import fields_of
from rules.closing import LIVE
from rules.questions.items import items_of
from rules.questions.question import Field


def link_of(token: str) -> str:
    """The address of the party's page, absolute."""
    return f"{get_settings().base_url}/s/{token}"


def view_json(view: PartyView, token: str) -> dict[str, Any]:
    round_, seat = view.round_, view.seat
    return {
        "round": {
            "id": round_.id,
            "title": round_.title,
            "kind": round_.kind,
            "assurance": round_.assurance,
            "state": round_.state,
            "result": round_.result,
            "ended_at": instant(round_.ended_at),
            "end_reason": round_.end_reason,
            "sandbox": round_.sandbox,
        },
        "party": seat.party,
        "code": seat.code,
        "council": seat.council,
        "seat": {
            "state": seat.state,
            "outcome": seat.outcome,
            "decided_on": day(seat.decided_on),
            "meeting_on": day(seat.meeting_on),
            "meeting_of": seat.meeting_of,
            "reached": seat.reached,
            "answered_at": instant(seat.answered_at),
        },
        "version": seat.version,
        "may_answer": view.speaks and view.round_.state in LIVE,
        "delegation": view.delegation and delegation_json(view.delegation),
        "deadline": day(round_.deadline),
        "documents": [
            {
                "title": document.title,
                "filename": document.filename,
                "sha256": document.sha256,
                "size": document.size,
                "url": f"{link_of(token)}/documents/{document.position}",
            }
            for document in view.documents
        ],
        "points": [{"number": point.number, "text": point.text} for point in view.points],
        "answer": answer_json(view.answer, seat, view) if view.answer else None,
        **_own(view),
        "clearance": view.clearance
        and {"clearance": view.clearance.id, "words": view.clearance.words},
        "objection": objection_json(view.objection) if view.objection else None,
        "earlier": [answer_json(answer, seat, view) for answer in view.earlier],
        "versions": [
            {
                "number": version.number,
                "published_at": instant(version.published_at),
                "why": version.why,
                "changes": version.changes,
            }
            for version in view.versions
        ],
    }


def delegation_json(delegation: Delegation) -> dict[str, Any]:
    """A hand-over as whoever asked for it may see it."""
    return {
        "state": delegation.state,
        "name": delegation.name,
        "email": delegation.email,
        "said_by": delegation.said_by,
        "asked_at": instant(delegation.asked_at),
        "decided_at": instant(delegation.decided_at),
        "reason": delegation.reason,
    }


def _own(view: PartyView) -> dict[str, Any]:
    """The fields to answer with, of a kind that declares its own."""
    fields = fields_of(view.round_, view.agreement, view.seat)
    named = [_field(field) for field in fields]
    items = [item_json(item) for item in items_of(view.seat)]
    return ({"fields": named} if named else {}) | ({"items": items} if items else {})


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "kind": field.kind,
        "label": field.label,
        "required": field.required,
        **({"options": [value for value, _ in field.options]} if field.options else {}),
    }


def answer_json(answer: Answer, seat: Seat, view: PartyView) -> dict[str, Any]:
    """The answer that stands, as its own party may see it."""
    files = [{"filename": f.filename, "sha256": f.file_sha256} for f in view.attachments]
    evidence = {"filename": answer.evidence_filename, "sha256": answer.evidence_sha256}
    return {
        **receipt(view.round_.title, seat, answer),
        "agenda_item": answer.agenda_item,
        "closed_item": answer.closed_item,
        "minutes_url": answer.minutes_url,
        "remarks": answer.remarks,
        "dissent": answer.dissent,
        "reason": answer.reason,
        "on_behalf_by": answer.on_behalf_by,
        "confirmed_by": answer.confirmed_by,
        "evidence": evidence if answer.evidence_sha256 else None,
        "checked": answer.checked_at is not None,
        **({"attachments": files} if files else {}),
    }


def receipt_json(answer: Answer, opened: OpenedLink, token: str) -> dict[str, Any]:
    url = f"{link_of(token)}/receipt"
    return {**receipt(opened.round_.title, opened.seat, answer), "url": url}
