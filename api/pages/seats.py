"""One party's seat: its answers with evidence, its contacts and its letters."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from sqlmodel import Session

from actions.load import seat_by_code
from actions.read_attachment import read_attachment
from actions.read_rounds import round_shown, users_by_actor
from actions.read_seat import SeatDesk, numbered_answer, read_evidence, read_seat
from actions.register_answer import as_answer
from api.doors import Now, Reading, utc_now
from api.guards import SignedIn
from api.pages import party_words, telling, wording
from api.pages.dates import short_date, short_moment
from api.pages.documents import agenda_file, receipt_file
from api.pages.download import download
from api.pages.forecast_view import verdict_state
from api.pages.forms import Form
from api.pages.item_words import ITEM_STATES
from api.pages.party_together import Together, together
from api.pages.rendering import page
from api.pages.rounds import RoundId
from models.seat import Answer
from models.vocabulary import Assurance, RoundState, Stage
from notifications.danish import body_words, meeting_dates
from notifications.forecast_words import meeting_words, why
from notifications.question_words import fields_of, told, told_before, told_of, typed_again
from rules.closing import LIVE
from rules.contacts import GIVEN_ROLES
from rules.on_behalf import without_evidence
from rules.questions.items import items_of, open_items
from rules.questions.registry import question_for, question_of
from rules.seats import FINAL

router = APIRouter()
Code = Annotated[str, Path(max_length=20)]
Number = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/rounds/{round_id}/seats/{code}")
def show_seat(
    request: Request, round_id: RoundId, code: Code, session: Reading, _who: SignedIn, now: Now
) -> Response:
    desk = read_seat(session, round_id, code, now)
    return seat_page(request, session, desk, Form(""))


@router.get("/rounds/{round_id}/seats/{code}/evidence/{number}")
def get_evidence(
    round_id: RoundId, code: Code, number: Number, session: Reading, _who: SignedIn
) -> Response:
    answer, stored = read_evidence(session, round_id, code, number)
    return download(stored.content, stored.media_type, answer.evidence_filename)


@router.get("/rounds/{round_id}/seats/{code}/receipt.pdf")
def get_receipt_pdf(round_id: RoundId, code: Code, session: Reading, _who: SignedIn) -> Response:
    round_ = round_shown(session, round_id)
    return receipt_file(session, round_, seat_by_code(session, round_, code))


@router.get("/rounds/{round_id}/seats/{code}/agenda.docx")
def get_agenda(round_id: RoundId, code: Code, session: Reading, _who: SignedIn) -> Response:
    """As the party gets it."""
    round_ = round_shown(session, round_id)
    return agenda_file(session, round_, seat_by_code(session, round_, code))


@router.get("/rounds/{round_id}/seats/{code}/attachments/{number}/{position}")
def get_attachment(
    round_id: RoundId,
    code: Code,
    number: Number,
    position: Number,
    session: Reading,
    _who: SignedIn,
) -> Response:
    """A file that came with the party's answer of that number."""
    answer = numbered_answer(session, round_id, code, number)
    file, stored = read_attachment(session, answer, position)
    return download(stored.content, stored.media_type, file.filename)


def seat_again(request: Request, session: Session, form: Form, status: int) -> Response:
    """The seat's page with the form that was refused."""
    place = request.path_params
    desk = read_seat(session, int(place["round_id"]), place["code"], utc_now())
    return seat_page(request, session, desk, form, status)


def seat_page(
    request: Request, session: Session, desk: SeatDesk, form: Form, status: int = 200
) -> Response:
    users = users_by_actor(session)
    live = desk.round_.state in LIVE
    return page(
        request,
        "desk/seat.html",
        status,
        desk=desk,
        round=desk.round_,
        seat=desk.seat,
        question=question_of(desk.round_),
        fields=fields_of(desk.round_, desk.agreement, desk.seat),
        items=items_of(desk.seat),
        item_states=ITEM_STATES,
        open_items=open_items(desk.seat),
        told_of=partial(told_of, desk.round_),
        file_places=_file_places(desk),
        told_before=_told_before(desk),
        together_of=partial(_together, desk),
        told_in=partial(told, desk.round_, desk.agreement, desk.seat),
        answers=[(a, answer_facts(a, desk)) for a in _all(desk)],
        waiting=_waiting(desk),
        told=[
            telling.line(event, {desk.seat.code: desk.seat.party}, users) for event in desk.events
        ],
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
        words=wording,
        contact_words=wording.contact_words,
        given_roles=[(role, wording.ROLES[role]) for role in GIVEN_ROLES],
        may_answer=live,
        may_remind=desk.round_.state is RoundState.OPEN and desk.seat.state not in FINAL,
        outcomes=party_words.outcome_options(desk),
        point_outcomes=party_words.point_options(),
        bodies=party_words.body_options(desk),
        who_decides=party_words.who_decides(desk),
        subjects=party_words.subject_options(desk),
        warnings=party_words.warnings,
        without_evidence=without_evidence,
        verdict=verdict_state(desk.forecast.verdict),
        why=why(desk.forecast),
        meetings=[(words, _days(desk, stage)) for stage, words in meeting_words(desk.seat)],
        meeting_fields=[
            (stage, words, "\n".join(f"{day:%d.%m.%Y}" for day in _days(desk, stage)))
            for stage, words in meeting_words(desk.seat)
        ],
    )


def _together(desk: SeatDesk, form: Form) -> Together | None:
    asked = question_for(desk.round_, desk.seat)
    return together(form, asked, open_items(desk.seat), _told_before(desk))


def _told_before(desk: SeatDesk) -> dict[str, Any]:
    return typed_again(question_for(desk.round_, desk.seat), told_before(desk.seat))


def _waiting(desk: SeatDesk) -> tuple[Answer, list[tuple[str, str]]] | None:
    """What waits for a second user, as the answer it would be."""
    if desk.registration is None:
        return None
    answer = as_answer(desk.round_, desk.seat, desk.registration)
    return answer, answer_facts(answer, desk)


def _days(desk: SeatDesk, stage: Stage) -> list[date]:
    return [meeting.falls_on for meeting in desk.meetings if meeting.stage is stage]


def _file_places(desk: SeatDesk) -> dict[str, str]:
    """Where each file of the answers is had, by its hash: number of the answer and of the file."""
    return {
        file.file_sha256: f"{answer.number}/{file.position}"
        for answer in _all(desk)
        for file in desk.attachments[answer.id]
    }


def _all(desk: SeatDesk) -> list[Answer]:
    return [*([desk.answer] if desk.answer else []), *desk.earlier]


def answer_facts(answer: Answer, desk: SeatDesk) -> list[tuple[str, str]]:
    """Name and value, as they stand on the page; what was not said is left out."""
    by = body_words(answer.body, desk.seat) if answer.body else ""
    told = f"{answer.name}, {answer.title}"
    second = f", bekræftet af {answer.confirmed_by}" if answer.confirmed_by else ""
    behalf = f" (registreret af {answer.on_behalf_by}{second})" if answer.on_behalf_by else ""
    pairs = [
        ("Behandlet af", by),
        ("Besluttet", short_date(answer.decided_on) if answer.decided_on else ""),
        *((words, short_date(day)) for words, day in meeting_dates(answer, desk.seat)),
        ("Dagsordenspunkt", answer.agenda_item),
        ("Lukket punkt", "Ja, behandlet for lukkede døre" if answer.closed_item else ""),
        ("Oplyst af", told + behalf),
        ("Givet", "Med login for organisationen" if answer.assurance is Assurance.OIDC else ""),
        ("Modtaget", short_moment(answer.submitted_at)),
        ("Kvittering", answer.receipt),
        ("Kontrolleret", _checked(answer)),
    ]
    return [(name, value) for name, value in pairs if value]


def _checked(answer: Answer) -> str:
    return short_moment(answer.checked_at) if answer.checked_at else ""
