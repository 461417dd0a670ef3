"""An answer written down: the row with its receipt, and the event that its receipt points to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.record import chain_of, record
from models.database import add_row
from models.event import Event
from models.reference import council_of
from models.round import Round
from models.seat import Answer, AnswerFile, Contact, Seat
from models.vocabulary import Assurance
from rules.assurance import SignedIn
from rules.questions.question import Judged
from rules.questions.submission import Attachment


@dataclass(frozen=True, slots=True)
class Teller:
    """Through which door an answer came.

    contact       whose link it was; null when the secretariat answers on behalf
    on_behalf_by  who in the secretariat registered it, by name; empty: the party itself
    confirmed_by  who confirmed that, by name; empty: nobody had to
    evidence      hash and name of the minutes extract; null: none
    signed_in     as whom, where the round demands it; null: by the link alone
    """

    contact: Contact | None = None
    on_behalf_by: str = ""
    confirmed_by: str = ""
    evidence: tuple[str, str] | None = None
    signed_in: SignedIn | None = None

    @property
    def assurance(self) -> Assurance:
        if self.on_behalf_by:
            return Assurance.ON_BEHALF
        return Assurance.OIDC if self.signed_in else Assurance.LINK


def write_answer(
    session: Session,
    round_: Round,
    seat: Seat,
    judged: Judged,
    teller: Teller,
    after: Mapping[str, Any],
    number: int,
    now: datetime,
) -> Answer:
    """`after` is how the answer leaves the seat's columns; `number` is the seat's next."""
    answer = answer_row(round_, seat, judged, teller, number, now)
    event = _record(session, round_, seat, answer, judged, teller, after, now)
    answer.chain_head = event.hash
    add_row(session, answer)
    distinct = {(file.filename, file.sha256): file for file in judged.submission.attachments}
    for position, file in enumerate(distinct.values(), 1):  # one file may explain many items
        add_row(session, _file(answer, position, file))
    return answer


def _file(answer: Answer, position: int, file: Attachment) -> AnswerFile:
    return AnswerFile(
        answer_id=answer.id or 0,
        position=position,
        filename=file.filename,
        file_sha256=file.sha256,
    )


def answer_row(
    round_: Round, seat: Seat, judged: Judged, teller: Teller, number: int, now: datetime
) -> Answer:
    """The answer as it would be written; nothing is."""
    given = replace(judged.submission, outcome=judged.outcome)
    digest, filename = teller.evidence or (None, "")
    return Answer(
        seat_id=seat.id or 0,
        number=number,
        seat_version=given.version,
        version_id=round_.version_id,
        outcome=judged.outcome,
        points={str(point): str(outcome) for point, outcome in given.points.items()},
        decided_on=given.decided_on,
        body=given.body,
        meeting_on=given.meeting_on,
        committee_on=given.committee_on,
        finance_committee_on=given.finance_committee_on,
        agenda_item=given.agenda_item,
        closed_item=given.closed_item,
        minutes_url=given.minutes_url,
        remarks=given.remarks,
        remarks_about=given.remarks_about,
        dissent=given.dissent,
        name=given.name,
        title=given.title,
        reason=given.reason,
        details=dict(given.own),
        flags=list(judged.flags),
        contact_id=teller.contact.id if teller.contact else None,
        assurance=teller.assurance,
        on_behalf_by=teller.on_behalf_by,
        confirmed_by=teller.confirmed_by,
        evidence_sha256=digest,
        evidence_filename=filename,
        submitted_at=now,
        receipt=f"{round_.id}-{seat.code}-{number}",
    )


def _record(
    session: Session,
    round_: Round,
    seat: Seat,
    answer: Answer,
    judged: Judged,
    teller: Teller,
    after: Mapping[str, Any],
    now: datetime,
) -> Event:
    given, decided = judged.submission, answer.decided_on
    event = record(
        session,
        chain_of(round_),
        "seat.answered",
        f"seat.answered:{seat.id}:{answer.number}",
        now,
        {
            "number": answer.number,
            "told": judged.told,
            "state": after["state"],
            "outcome": answer.outcome,
            "points": answer.points,
            "decided_on": decided.isoformat() if decided else None,
            "body": answer.body,
            "acting_body": _acting(seat, answer),
            "meeting_on": answer.meeting_on.isoformat() if answer.meeting_on else None,
            "next": after["meeting_on"].isoformat() if after["meeting_on"] else None,
            "next_of": after["meeting_of"],
            "remarks_about": answer.remarks_about,
            "flags": answer.flags,
            "version": after["version"],
            "closed_item": answer.closed_item,
            "receipt": answer.receipt,
            "evidence": answer.evidence_sha256,
            "attachments": list(dict.fromkeys(file.sha256 for file in given.attachments)),
            "assurance": answer.assurance,
        },
        round_=round_,
        party_code=seat.code,
        private={
            "name": answer.name,
            "title": answer.title,
            "agenda_item": answer.agenda_item,
            "minutes_url": answer.minutes_url,
            "remarks": answer.remarks,
            "dissent": answer.dissent,
            "reason": answer.reason,
            "details": answer.details,
            "contact": answer.contact_id,
            "on_behalf_by": answer.on_behalf_by,
            "confirmed_by": answer.confirmed_by,
            **(asdict(teller.signed_in) if teller.signed_in else {}),
        },
    )
    if event is None:
        raise RuntimeError(f"answer {answer.number} of seat {seat.id} was recorded before")
    return event


def _acting(seat: Seat, answer: Answer) -> str:
    """The council that acted on the day of decision, under its name of that day."""
    try:
        return council_of(seat.code, answer.decided_on) if answer.decided_on else ""
    except KeyError:
        return seat.council
