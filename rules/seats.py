"""The states of a seat, and what moves it from one to the next."""

from enum import StrEnum

from models.vocabulary import Outcome, SeatState
from rules.refusal import Refusal, Why


class Told(StrEnum):
    """What a party told."""

    PROGRESS = "progress"  # not yet, and no date to come
    MEETING_DATE = "meeting_date"  # not yet, and the date it will be dealt with
    DECISION = "decision"
    CORRECTION = "correction"  # another decision in place of the one that stood
    WITHDRAWAL = "withdrawal"  # the decision that stood was none


class Did(StrEnum):
    """What the secretariat did."""

    CHECK = "check"
    ASK_AGAIN = "ask_again"


TRANSITIONS: dict[tuple[SeatState, Told | Did], SeatState] = {
    (SeatState.WAITING, Told.PROGRESS): SeatState.WAITING,
    (SeatState.WAITING, Told.MEETING_DATE): SeatState.SCHEDULED,
    (SeatState.WAITING, Told.DECISION): SeatState.ANSWERED,
    (SeatState.SCHEDULED, Told.PROGRESS): SeatState.WAITING,
    (SeatState.SCHEDULED, Told.MEETING_DATE): SeatState.SCHEDULED,
    (SeatState.SCHEDULED, Told.DECISION): SeatState.ANSWERED,
    (SeatState.ANSWERED, Told.CORRECTION): SeatState.ANSWERED,
    (SeatState.ANSWERED, Told.WITHDRAWAL): SeatState.WAITING,
    (SeatState.ANSWERED, Did.CHECK): SeatState.CHECKED,
    (SeatState.ANSWERED, Did.ASK_AGAIN): SeatState.WAITING,
    (SeatState.CHECKED, Told.CORRECTION): SeatState.ANSWERED,
    (SeatState.CHECKED, Told.WITHDRAWAL): SeatState.WAITING,
    (SeatState.CHECKED, Did.ASK_AGAIN): SeatState.WAITING,
}

FINAL = frozenset({SeatState.ANSWERED, SeatState.CHECKED})
APPROVALS = frozenset({Outcome.APPROVED, Outcome.APPROVED_WITH_REMARKS})
CONSENTS = APPROVALS | {Outcome.ANSWERED}  # what the counter `approved` of a round counts


def moved(state: SeatState, by: Told | Did) -> SeatState:
    """The state after; raises Refusal when the table knows no such move."""
    try:
        return TRANSITIONS[state, by]
    except KeyError:
        raise Refusal(
            f"En plads i tilstanden {state} kan ikke ændres af {by}.", why=Why.CONFLICT
        ) from None
