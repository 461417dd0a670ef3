"""Time passes: announcements, sign-off, the deadline and escalations, each recorded once."""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from actions.escalate import draft_escalations
from actions.hold_step import Held, hold_step
from actions.load import steps_of
from actions.read_health import TICK, beat
from actions.record import ENGINE, chain_of, record
from actions.start_round import primary_contacts, start_round
from actions.turn_contacts import turn_contacts
from models.event import Event
from models.round import Round, Step
from models.vocabulary import LetterKind, RoundState
from notifications.outbox import queue_letters
from rules.closing import LIVE, goes_on
from rules.danish_time import danish_date, end_of
from rules.policy import Policy
from rules.refusal import Refusal, Why
from rules.reminders import may_write
from rules.timeline import (
    HELD_AS_PLANNED,
    LONG_GAP,
    SIGN_OFF,
    announcement_at,
    announcement_planned,
    before_agreement,
    ready,
    step_at,
)

GAP = "timeline.resumed"
NEVER = datetime.min.replace(tzinfo=UTC)


def advance_rounds(session: Session, now: datetime) -> int:
    """Let every real round that is not over live up to `now`. Returns how many were looked at."""
    rounds = session.exec(
        select(Round)
        .where(
            col(Round.state).in_([RoundState.DRAFT, *LIVE]),
            col(Round.sandbox).is_(False),
        )
        .order_by(col(Round.id))
        .with_for_update()
    ).all()
    for round_ in rounds:
        advance_round(session, round_, now)
    beat(session, TICK, now)
    return len(rounds)


def advance_round(session: Session, round_: Round, now: datetime) -> None:
    """What the timeline brings up to `now` by the round's own clock; repeating it changes nothing.

    What fell due in a gap of more than a week (the engine was away, or the clock jumped) is neither
    announced nor opened unasked, then or later (DESIGN, invariant 7): the secretariat sees it as a
    task.
    """
    lived_to = round_.advanced_to or round_.created_at
    if now < lived_to or not goes_on(round_):
        return  # the clock was put back: nothing is lived twice
    turn_contacts(session, round_, now)
    steps = steps_of(session, round_)
    if round_.sandbox:
        _hold_planned(session, round_, steps, now)
    if round_.state is RoundState.DRAFT:
        if not round_.sandbox and now - lived_to > LONG_GAP:
            _note_gap(session, round_, lived_to, now)
        resumed = _resumed(session, round_, now)
        _announce_when_due(session, round_, steps, now, resumed)
        _open_when_due(session, round_, steps, now, resumed)
    if round_.state is RoundState.OPEN:
        _deadline(session, round_, now)
        draft_escalations(session, round_, now)
    round_.advanced_to = now
    session.add(round_)


def announce_round(session: Session, round_: Round, now: datetime, by: str) -> int:
    """The announcement: councils are asked to reserve the item. Returns the letters queued."""
    if round_.state is not RoundState.DRAFT or round_.announced_at:
        raise Refusal("Runden er allerede varslet eller startet.", why=Why.CONFLICT)
    letters = queue_letters(
        session,
        round_,
        LetterKind.ANNOUNCEMENT,
        primary_contacts(session, round_),
        occasion="announced",
        due_at=now,
        facts={"steps": {step.key: step for step in steps_of(session, round_)}},
    )
    round_.announced_at = now
    session.add(round_)
    record(
        session,
        chain_of(round_),
        "round.announced",
        f"round.announced:{round_.id}",
        now,
        {"letters": letters, "by": by},
        round_=round_,
    )
    return letters


def _hold_planned(session: Session, round_: Round, steps: list[Step], now: datetime) -> None:
    """In the sandbox steps happen as planned; sign-off itself is opened by its own rule.

    Those after sign-off wait until all have approved, and then take place on that day.
    """
    before = before_agreement(steps)
    agreed = round_.parties > 0 and round_.approved == round_.parties
    for step in steps if agreed else before:
        moment = step_at(step)
        if moment is None or moment > now or step.held_on or step.key == SIGN_OFF:
            continue
        if ready(step, steps):
            day = step.planned_on if step in before else None
            held = Held(day or danish_date(now), HELD_AS_PLANNED)
            hold_step(session, round_, step.key, held, now, ENGINE)


def _note_gap(session: Session, round_: Round, lived_to: datetime, now: datetime) -> None:
    since = lived_to.astimezone(UTC).isoformat()
    record(
        session,
        chain_of(round_),
        GAP,
        f"{GAP}:{since}",
        now,
        {"from": since},
        round_=round_,
    )


def _resumed(session: Session, round_: Round, now: datetime) -> datetime:
    """The end of the last long gap; long ago when there was none.

    One that ends in the future was no gap: the clock ran ahead, and was put right.
    """
    query = select(Event.at).where(Event.chain == chain_of(round_), Event.kind == GAP)
    query = query.where(col(Event.at) <= now)
    return session.exec(query.order_by(col(Event.seq).desc()).limit(1)).first() or NEVER


def _announce_when_due(
    session: Session, round_: Round, steps: list[Step], now: datetime, resumed: datetime
) -> None:
    planned, due = announcement_planned(round_, steps), announcement_at(round_, steps)
    if round_.announced_at or planned is None or due is None:
        return
    if resumed < planned and due <= now and may_write(Policy.of(round_.policy), now):
        announce_round(session, round_, now, ENGINE)


def _open_when_due(
    session: Session, round_: Round, steps: list[Step], now: datetime, resumed: datetime
) -> None:
    """Councils are asked when the KKR has recommended and the day of sign-off has come."""
    sign_off = next((step for step in steps if step.key == SIGN_OFF), None)
    if sign_off is None or not ready(sign_off, steps):
        return
    moment = step_at(sign_off)
    if moment and resumed < moment <= now < end_of(round_.deadline):
        start_round(session, round_, now, ENGINE)


def _deadline(session: Session, round_: Round, now: datetime) -> None:
    if round_.missing and now >= end_of(round_.deadline):
        record(
            session,
            chain_of(round_),
            "deadline.passed",
            f"deadline.passed:{round_.deadline}",
            now,
            {"deadline": round_.deadline.isoformat(), "missing": round_.missing},
            round_=round_,
        )
