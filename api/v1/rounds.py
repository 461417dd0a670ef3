"""Rounds: made, started, listed and shown."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from actions.create_round import create_round
from actions.load import clock_of, round_by_id, seats_of, steps_of
from actions.read_adoption import adoption_of
from actions.read_rounds import round_shown, rounds_after
from actions.record_secretariat import Sender, record_secretariat
from actions.start_round import start_round
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.forecast import warnings
from api.v1.types import (
    LARGEST_ID,
    WHOLE_UP_TO,
    Cursor,
    Input,
    Instant,
    IsoDate,
    RoundId,
    Text,
    day,
    instant,
    listing,
)
from models.round import Round, Step
from models.vocabulary import ContactRole, Silence
from rules.adoption import Adoption
from rules.contacts import GivenContact
from rules.planning import Wanted

router = APIRouter(tags=["rounds"])


class ContactIn(Input):
    party: Text
    name: Text
    email: Text
    role: Text = ContactRole.PRIMARY
    valid_from: IsoDate | None = None
    valid_to: IsoDate | None = None

    def given(self, index: int) -> GivenContact:
        return GivenContact(**self.model_dump(), where=f"contacts[{index}]")


class SecretariatIn(Input):
    """Who signs the letters; replies go to `email`."""

    name: Text
    email: Text
    phone: Text = ""
    case_number: Text = ""

    def sender(self) -> Sender:
        return Sender(self.name, self.email, self.phone, self.case_number)


class RoundIn(Input):
    """What a round is made of: a template, or a kind of question and with it that kind's own.

    agreement   id of the agreement it is about; without one it gets its own
    extends_to  the agreement's new last day; an extension's, a year later unless given
    silence     what silence after the deadline means
    year        of the tariffs that are to be explained; the last that can be tested unless given
    """

    template: Text = ""
    kind: Text = ""
    agreement: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    extends_to: IsoDate | None = None
    silence: Silence = Silence.TASK
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    title: Text = ""
    kkr: Text | None = None
    period_from: IsoDate | None = None
    deadline: IsoDate | None = None
    contacts: tuple[ContactIn, ...] = ()
    secretariat: SecretariatIn | None = None
    sandbox: bool = False
    clock: Instant | None = None
    start: bool = False


@router.post("/rounds", status_code=201)
def post_round(body: RoundIn, session: Writing, now: Now, who: KeySecretariat) -> dict[str, Any]:
    """Make a round from a template; with `start`, open sign-off at once.

    `warnings` names the parties that cannot decide before the deadline.
    """
    wanted = Wanted(**body.model_dump(exclude={"contacts", "secretariat"}))
    contacts = [contact.given(index) for index, contact in enumerate(body.contacts)]
    round_ = create_round(session, wanted, now, who.actor, contacts)
    if body.secretariat:
        sender = body.secretariat.sender()
        record_secretariat(session, round_, sender, clock_of(round_, now), who.actor)
    if body.start:
        start_round(session, round_, clock_of(round_, now), who.actor)
    return {**shown(round_), "warnings": warnings(session, round_, now)}


@router.post("/rounds/{round_id}/start")
def post_start(
    round_id: RoundId, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Open sign-off now, ahead of the timeline; `warnings` as when a round is made."""
    round_ = round_by_id(session, round_id)
    started = start_round(session, round_, clock_of(round_, now), who.actor)
    return {**shown(started), "warnings": warnings(session, started, now)}


@router.get("/rounds")
def get_rounds(session: Reading, _who: KeyReader, cursor: Cursor = 0) -> dict[str, Any]:
    rows = rounds_after(session, cursor, WHOLE_UP_TO + 1)
    return listing(rows, shown, lambda round_: round_.id)


@router.get("/rounds/{round_id}")
def get_round(round_id: RoundId, session: Reading, now: Now, _who: KeyReader) -> dict[str, Any]:
    """The round with its timeline, and what stands in the way of its end."""
    round_ = round_shown(session, round_id)
    steps = [step_shown(step) for step in steps_of(session, round_)]
    standing = adoption_of(round_, seats_of(session, round_), clock_of(round_, now))
    return {**shown(round_), "steps": steps, "adoption": adoption_json(standing)}


def adoption_json(standing: Adoption) -> dict[str, Any]:
    return {
        "basis": standing.basis,
        "silence": standing.silence,
        "succeeds": standing.succeeds,
        "entitled": standing.entitled,
        "consenting": standing.consenting,
        "tacit": list(standing.tacit),
        "in_the_way": [
            {"code": obstacle.code, "why": obstacle.why} for obstacle in standing.in_the_way
        ],
    }


def step_shown(step: Step) -> dict[str, Any]:
    """`planned_on` is later than `set_on` when what the step waits for is."""
    return {
        "key": step.key,
        "title": step.title,
        "planned_on": day(step.planned_on),
        "set_on": day(step.set_on),
        "held_on": day(step.held_on),
        "outcome": step.outcome,
        "halted": step.halted,
        "minutes_reference": step.minutes_reference,
        "after": step.after or None,
        "lag_working_days": step.lag_working_days,
        "bound_to": step.bound_to or None,
        "source": step.source,
    }


def shown(round_: Round) -> dict[str, Any]:
    """A round as the contract lists it."""
    return {
        "id": round_.id,
        "title": round_.title,
        "kind": round_.kind,
        "template": round_.template,
        "agreement": round_.agreement_id,
        "state": round_.state,
        "result": round_.result,
        "deadline": day(round_.deadline),
        "assurance": round_.assurance,
        "sandbox": round_.sandbox,
        "clock": instant(round_.clock),
        "parties": round_.parties,
        "answered": round_.answered,
        "approved": round_.approved,
        "missing": round_.missing,
        "without_contact": round_.without_contact,
        "announced_at": instant(round_.announced_at),
        "opened_at": instant(round_.opened_at),
        "ended_at": instant(round_.ended_at),
        "end_reason": round_.end_reason,
        "monitor": f"/m/{round_.monitor_code}",
    }
