"""A closed round is opened again: links work as before, and a second close freezes anew."""

from datetime import datetime

from sqlmodel import Session

from actions.change_period import take_back_period
from actions.plan_reminders import replan_reminders
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.start_round import primary_contacts
from models.round import Round
from models.vocabulary import LetterKind, RoundState
from notifications.outbox import queue_letters
from notifications.outbox_moves import purge_letters
from rules.closing import SUCCESSES, may_reopen, state_by_count
from rules.refusal import Refusal
from rules.text import paragraphs


def reopen_round(session: Session, round_: Round, reason: str, now: datetime, by: str) -> Round:
    """Every party is told why; the result it was closed with stays in the chain.

    Reminders are planned anew from `now`, so nothing that fell due meanwhile is made up for.
    """
    why = paragraphs(reason, "reason", limit=2_000)
    if not why:
        raise Refusal("Skriv, hvorfor runden genåbnes.", field="reason")
    may_reopen(round_)
    former, closed_at = round_.result, round_.ended_at
    if round_.extends_to and former in SUCCESSES:
        take_back_period(session, round_, now, by)
    round_.state = state_by_count(RoundState.OPEN, missing=round_.missing)
    round_.result, round_.ended_at, round_.end_reason = None, None, ""
    session.add(round_)
    purge_letters(session, round_.id or 0, kind=LetterKind.ROUND_CLOSED)
    replan_reminders(session, round_, now)
    number = times_recorded(session, round_, "round.reopened") + 1
    letters = queue_letters(
        session,
        round_,
        LetterKind.ROUND_REOPENED,
        primary_contacts(session, round_),
        occasion=f"reopened-{number}",
        due_at=now,
        facts={"reason": why, "closed_at": closed_at},
    )
    record(
        session,
        chain_of(round_),
        "round.reopened",
        f"round.reopened:{round_.id}:{number}",
        now,
        {
            "reason": why,
            "former_result": former,
            "closed_at": closed_at.isoformat() if closed_at else None,
            "letters": letters,
            "by": by,
        },
        round_=round_,
    )
    return round_
