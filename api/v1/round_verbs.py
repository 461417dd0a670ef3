"""What the secretariat does with a round that is under way."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile

from actions.advance_rounds import announce_round
from actions.attach_document import attach_document
from actions.change_assurance import change_assurance
from actions.change_silence import change_silence
from actions.contacts import record_contacts
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import clock_of, round_by_id
from actions.move_clock import move_clock
from actions.record_secretariat import record_secretariat
from actions.reopen_round import reopen_round
from api.doors import Now, Writing
from api.guards import KeySecretariat
from api.v1.rounds import ContactIn, SecretariatIn, shown
from api.v1.types import Input, Instant, IsoDate, RoundId, Text
from models.vocabulary import Assurance, Silence

router = APIRouter(tags=["rounds"])


class Extension(Input):
    to: IsoDate
    reason: Text


class Reason(Input):
    reason: Text


class Closing(Input):
    reason: Text = ""


class Clock(Input):
    to: Instant


class SilenceIn(Input):
    silence: Silence


class AssuranceIn(Input):
    assurance: Assurance


class Contacts(Input):
    contacts: list[ContactIn]


@router.post("/rounds/{round_id}/announcement")
def post_announcement(
    round_id: RoundId, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Tell the parties that the agreement is on its way, so that councils reserve the item."""
    round_ = round_by_id(session, round_id)
    announce_round(session, round_, clock_of(round_, now), who.actor)
    return shown(round_)


@router.post("/rounds/{round_id}/extension")
def post_extension(
    round_id: RoundId, body: Extension, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """A later deadline; reminders are planned anew and who is missing is told."""
    round_ = round_by_id(session, round_id)
    lived = clock_of(round_, now)
    return shown(extend_round(session, round_, body.to, body.reason, lived, who.actor))


@router.post("/rounds/{round_id}/cancellation")
def post_cancellation(
    round_id: RoundId, body: Reason, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    round_ = round_by_id(session, round_id)
    return shown(cancel_round(session, round_, body.reason, clock_of(round_, now), who.actor))


@router.post("/rounds/{round_id}/close")
def post_close(
    round_id: RoundId,
    session: Writing,
    now: Now,
    who: KeySecretariat,
    body: Closing | None = None,
) -> dict[str, Any]:
    """Freeze the result; adopted by unanimity only. `reason` stands in the letter about it."""
    round_, said = round_by_id(session, round_id), body or Closing()
    return shown(close_round(session, round_, clock_of(round_, now), who.actor, said.reason))


@router.post("/rounds/{round_id}/reopening")
def post_reopening(
    round_id: RoundId, body: Reason, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """A closed round is open again: its links work, and closing it freezes a new result."""
    round_ = round_by_id(session, round_id)
    return shown(reopen_round(session, round_, body.reason, clock_of(round_, now), who.actor))


@router.put("/rounds/{round_id}/silence")
def put_silence(
    round_id: RoundId, body: SilenceIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """What silence after the deadline means: nothing, a task, or consent where the kind has it."""
    round_ = round_by_id(session, round_id)
    change_silence(session, round_, body.silence, clock_of(round_, now), who.actor)
    return {"silence": round_.silence, **shown(round_)}


@router.put("/rounds/{round_id}/assurance")
def put_assurance(
    round_id: RoundId, body: AssuranceIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """What it takes to answer: `link`, or `oidc` to sign in for the organisation too."""
    round_ = round_by_id(session, round_id)
    change_assurance(session, round_, body.assurance, clock_of(round_, now), who.actor)
    return shown(round_)


@router.post("/rounds/{round_id}/clock")
def post_clock(
    round_id: RoundId, body: Clock, session: Writing, who: KeySecretariat
) -> dict[str, Any]:
    """Move a sandbox's clock forward; every occurrence on the way is lived."""
    round_ = round_by_id(session, round_id)
    return shown(move_clock(session, round_, body.to, who.actor))


@router.post("/rounds/{round_id}/contacts", status_code=201)
def post_contacts(
    round_id: RoundId, body: Contacts, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Add contacts; new primary ones of an open round are invited at once. All or none."""
    round_ = round_by_id(session, round_id)
    given = [contact.given(index) for index, contact in enumerate(body.contacts)]
    added = record_contacts(session, round_, given, clock_of(round_, now), who.actor)
    return {"added": added, **shown(round_)}


@router.put("/rounds/{round_id}/secretariat")
def put_secretariat(
    round_id: RoundId, body: SecretariatIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Who signs the letters and answers questions, and under which case number."""
    round_ = round_by_id(session, round_id)
    record_secretariat(session, round_, body.sender(), clock_of(round_, now), who.actor)
    return shown(round_)


@router.post("/rounds/{round_id}/documents", status_code=201)
def post_document(
    round_id: RoundId,
    file: Annotated[UploadFile, File()],
    session: Writing,
    now: Now,
    who: KeySecretariat,
    title: Annotated[str, Form(max_length=500)] = "",
) -> dict[str, Any]:
    """Attach an agreement document (multipart: `file`, `title`) to a draft."""
    round_ = round_by_id(session, round_id)
    content = file.file.read()
    document = attach_document(
        session, round_, title, file.filename or "", content, clock_of(round_, now), who.actor
    )
    return {
        "position": document.position,
        "title": document.title,
        "filename": document.filename,
        "sha256": document.file_sha256,
        "size": len(content),
    }
