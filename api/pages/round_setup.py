"""What a round is made of: contacts, documents, recommendation points, and who may see it."""

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from actions.attach_document import attach_document
from actions.change_assurance import change_assurance
from actions.change_monitor import change_monitor
from actions.change_silence import change_silence
from actions.contact_file import read_contacts
from actions.contacts import record_contacts
from actions.record_secretariat import Sender, record_secretariat
from actions.write_points import write_points
from actions.write_presentation import write_presentation
from api.doors import Writing
from api.guards import SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import TypedForm
from api.pages.round_verbs import Lived, Locked, back
from api.pages.rounds import round_again
from models.vocabulary import Assurance, Silence
from rules.refusal import Refusal

router = APIRouter(prefix="/rounds/{round_id}", dependencies=[Depends(redisplays(round_again))])


@router.post("/contacts")
def add_contacts(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """A whole file of them; all or none."""
    file = typed.file("contacts")
    if file is None:
        raise Refusal("Vælg en fil med kontakter.", field="contacts")
    count = record_contacts(session, round_, read_contacts(file.content), lived, who.actor)
    return back(round_, "contacts" if count else "contacts-none")


@router.post("/document")
def attach(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    file = typed.file("file")
    if file is None:
        raise Refusal("Vælg den fil, der skal vedlægges.", field="file")
    title = typed.text("title")
    attach_document(session, round_, title, file.filename, file.content, lived, who.actor)
    return back(round_, "documents")


@router.post("/points")
def write(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """One point per line."""
    write_points(session, round_, typed.text("points").splitlines(), lived, who.actor)
    return back(round_, "points")


@router.post("/presentation")
def present(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """What the proposal for the councils' agendas says of the agreement."""
    write_presentation(session, round_, typed.text("presentation"), lived, who.actor)
    return back(round_, "presentation", "#case")


@router.post("/secretariat")
def sign(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """Who signs the letters, and under which case number."""
    sender = Sender(*(typed.text(field) for field in ("name", "email", "phone", "case_number")))
    record_secretariat(session, round_, sender, lived, who.actor)
    return back(round_, "secretariat")


@router.post("/monitor")
def change(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    named = typed.ticked("names_parties")
    change_monitor(session, round_, names_parties=named, now=lived, by=who.actor)
    return back(round_, "monitor")


@router.post("/silence")
def decide_silence(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """What a party's silence after the deadline means."""
    try:
        silence = Silence(typed.text("silence"))
    except ValueError:
        raise Refusal("Vælg, hvad tavshed betyder.", field="silence") from None
    change_silence(session, round_, silence, lived, who.actor)
    return back(round_, "silence", "#adoption")


@router.post("/assurance")
def decide_assurance(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """What it takes to answer: the link, or sign-in for the organisation too."""
    try:
        wanted = Assurance(typed.text("assurance"))
    except ValueError:
        raise Refusal("Vælg, hvad der skal til for at svare.", field="assurance") from None
    change_assurance(session, round_, wanted, lived, who.actor)
    return back(round_, "assurance")
