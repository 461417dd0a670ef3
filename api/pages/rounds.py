"""The list of rounds, and one round with all the secretariat works with."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from sqlmodel import Session

from actions.read_desk import RoundDesk, read_desk, read_rounds
from actions.read_rounds import round_shown
from api.doors import Now, Reading, utc_now
from api.guards import SignedIn
from api.pages import step_words, telling, wording
from api.pages.assurance_words import ASSURANCES
from api.pages.documents import certificate_file
from api.pages.forms import Form
from api.pages.rendering import page
from models.round import Round
from models.vocabulary import Silence
from notifications.adoption_words import REASONS, SILENCES, basis_words, standing_words
from notifications.question_words import words_of
from rules.questions.registry import question_of

router = APIRouter()
RoundId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/")
def show_rounds(request: Request, session: Reading, _who: SignedIn, now: Now) -> Response:
    return page(request, "desk/rounds.html", lines=read_rounds(session, now), words=wording)


@router.get("/rounds/{round_id}")
def show_round(
    request: Request, round_id: RoundId, session: Reading, _who: SignedIn, now: Now
) -> Response:
    return round_page(request, read_desk(session, round_id, now), Form(""))


@router.get("/rounds/{round_id}/certificate.pdf")
def get_certificate(round_id: RoundId, session: Reading, _who: SignedIn) -> Response:
    return certificate_file(session, round_shown(session, round_id))


def round_again(request: Request, session: Session, form: Form, status: int) -> Response:
    """The round's page with the form that was refused."""
    desk = read_desk(session, int(request.path_params["round_id"]), utc_now())
    return round_page(request, desk, form, status)


def round_page(request: Request, desk: RoundDesk, form: Form, status: int = 200) -> Response:
    kind = words_of(desk.round_, desk.agreement)
    names = desk.party | {step.key: step.title for step in desk.steps}
    return page(
        request,
        "desk/round.html",
        status,
        desk=desk,
        round=desk.round_,
        told=[telling.line(event, names, desk.users) for event in desk.events],
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
        words=wording,
        question=question_of(desk.round_),
        kind=kind,
        standing=[standing_words(desk.adoption), basis_words(desk.adoption, kind.subject)],
        reasons=REASONS,
        silence_words=SILENCES[desk.adoption.silence],
        silences=silence_options(desk.round_),
        assurances=ASSURANCES,
        timeline=step_words.timeline(desk.steps, desk.lived),
    )


def silence_options(round_: Round) -> list[tuple[str, str]]:
    """What silence may mean; consent only where the kind of question allows it."""
    allowed = question_of(round_).tacit_consent
    return [
        (silence, words)
        for silence, words in SILENCES.items()
        if allowed or silence is not Silence.CONSENT
    ]
