"""When a round is complete, and when it may be closed (with what result: `adoption.py`)."""

from collections.abc import Sequence
from datetime import datetime

from models.round import Round
from models.seat import Seat
from models.vocabulary import RoundResult, RoundState, SeatState
from rules.danish_time import end_of
from rules.refusal import Refusal, Why

LIVE = frozenset({RoundState.OPEN, RoundState.COMPLETE})
SUCCESSES = frozenset({RoundResult.ADOPTED, RoundResult.COMPLETED})


def state_by_count(state: RoundState, *, missing: int) -> RoundState:
    """`complete` when none is missing, `open` otherwise; only a live round changes by counting."""
    if state not in LIVE:
        return state
    return RoundState.COMPLETE if missing == 0 else RoundState.OPEN


def goes_on(round_: Round) -> bool:
    """Whether its timeline has steps to come: not after it is cancelled or ended without agreement.

    An agreement that was adopted is submitted, enters into force and is followed up.
    """
    return round_.state in {RoundState.DRAFT, *LIVE} or round_.result in SUCCESSES


def may_reopen(round_: Round) -> None:
    """Raises Refusal unless it was closed; what was cancelled stays so, for its parties were told
    to stop."""
    if round_.state is not RoundState.CLOSED:
        raise Refusal(
            f"Kun en afsluttet runde kan genåbnes; den her er {STATE_WORDS[round_.state]}.",
            why=Why.CONFLICT,
        )


def may_close(round_: Round, now: datetime, objected: Sequence[str] = ()) -> None:
    """Raises Refusal while parties are missing and still have time, or nothing is open.

    objected  codes of the parties that say an answer registered for them is not theirs
    """
    if round_.state not in LIVE:
        raise Refusal(
            f"Runden kan ikke afsluttes; den er {STATE_WORDS[round_.state]}.", why=Why.CONFLICT
        )
    if round_.missing and now < end_of(round_.deadline):
        raise Refusal(
            f"{round_.missing} af {round_.parties} parter mangler at svare, og fristen"
            f" {round_.deadline:%d.%m.%Y} er ikke udløbet. Vent, eller annullér runden.",
            why=Why.CONFLICT,
        )
    if objected:
        raise Refusal(
            "En part siger, at det svar, I har registreret, ikke er dens eget:"
            f" {', '.join(objected)}. Afklar indsigelsen, før runden afsluttes.",
            why=Why.CONFLICT,
        )


def unchecked(seats: Sequence[Seat]) -> list[str]:
    """Codes of the parties whose answer nobody has held against its evidence yet."""
    return [seat.code for seat in seats if seat.state is SeatState.ANSWERED]


STATE_WORDS = {
    RoundState.DRAFT: "en kladde",
    RoundState.OPEN: "ude til godkendelse",
    RoundState.COMPLETE: "komplet",
    RoundState.CLOSED: "afsluttet",
    RoundState.CANCELLED: "annulleret",
}
