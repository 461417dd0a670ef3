"""The round's days: steps that were held or moved, and the deadlines there were."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from actions.load import clock_of, round_by_id
from actions.move_step import move_step
from actions.read_forecast import too_late
from actions.read_rounds import round_shown
from actions.record_deadline import deadlines_of, record_deadline
from actions.step_outcome import record_step_outcome
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import Input, IsoDate, RoundId, Text, day, instant
from models.round import DeadlineFact
from models.vocabulary import DeadlineKind
from rules.deadlines import in_force, internal

router = APIRouter(tags=["timeline"])
Key = Annotated[str, Path(max_length=60)]


class StepOutcome(Input):
    outcome: Text = ""
    held_on: IsoDate | None = None
    minutes_reference: Text = ""
    halted: bool = False
    reason: Text = ""


class Postponement(Input):
    to: IsoDate
    reason: Text


class Deadline(Input):
    kind: DeadlineKind
    falls_on: IsoDate
    source: Text
    reason: Text = ""


@router.post("/rounds/{round_id}/steps/{key}/outcome")
def post_step_outcome(
    round_id: RoundId, key: Key, body: StepOutcome, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """A step took place; the KKR's approval is what sign-off waits for. `halted`: the matter does
    not go on from here. A step that was recorded before is corrected with a `reason`."""
    round_ = round_by_id(session, round_id)
    step = record_step_outcome(
        session,
        round_,
        key,
        body.held_on,
        body.outcome,
        body.minutes_reference,
        clock_of(round_, now),
        who.actor,
        halted=body.halted,
        reason=body.reason,
    )
    return {
        "key": step.key,
        "held_on": day(step.held_on),
        "outcome": step.outcome,
        "halted": step.halted,
    }


@router.post("/rounds/{round_id}/steps/{key}/postponement")
def post_step_postponement(
    round_id: RoundId, key: Key, body: Postponement, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Plan a step for another day. What waits for it moves along, and parties that were told a day
    are told once; the deadline stands: `too_late` are those that cannot keep it now."""
    round_ = round_by_id(session, round_id)
    lived = clock_of(round_, now)
    moves = move_step(session, round_, key, body.to, body.reason, lived, who.actor)
    late = [party.code for party in too_late(session, round_, lived)]
    return {
        "moved": [{"key": m.key, "from": day(m.was), "to": day(m.to)} for m in moves],
        "deadline": day(round_.deadline),
        "too_late": late,
    }


@router.get("/rounds/{round_id}/deadlines")
def get_deadlines(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """Every deadline there was, in the order it was recorded; each ends with that Danish day.
    `internal`: the secretariat's own, earlier one that stands beside the parties'."""
    facts = deadlines_of(session, round_shown(session, round_id))
    own = internal(facts)
    return {
        "items": [_shown(fact, facts) for fact in facts],
        "next": None,
        "internal": day(own.falls_on) if own else None,
    }


@router.post("/rounds/{round_id}/deadlines", status_code=201)
def post_deadline(
    round_id: RoundId, body: Deadline, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """A deadline was applied for, granted, extended or set. A granted or extended one that is later
    comes into force: who is missing is told, and reminders are planned anew."""
    round_ = round_by_id(session, round_id)
    fact = record_deadline(
        session,
        round_,
        body.kind,
        body.falls_on,
        body.source,
        body.reason,
        clock_of(round_, now),
        who.actor,
    )
    return _shown(fact, deadlines_of(session, round_))


def _shown(fact: DeadlineFact, facts: list[DeadlineFact]) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "falls_on": day(fact.falls_on),
        "source": fact.source,
        "reason": fact.reason,
        "recorded_at": instant(fact.recorded_at),
        "in_force_at": instant(fact.in_force_at),
        "in_force": fact is in_force(facts),
    }
