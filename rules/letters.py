"""Whether a letter that waits is still to be sent."""

from datetime import datetime
from enum import StrEnum

from models.vocabulary import ContactRole, LetterKind, RoundState, SeatState
from rules.closing import LIVE
from rules.seats import FINAL

ASKING = frozenset(
    {
        LetterKind.ANNOUNCEMENT,
        LetterKind.INVITATION,
        LetterKind.REMINDER,
        LetterKind.ESCALATION,
        LetterKind.EXTENSION,
        LetterKind.POSTPONEMENT,
        LetterKind.ASKED_AGAIN,
        LetterKind.NEW_VERSION,
        LetterKind.REMARKS_ANSWERED,
        LetterKind.RESERVATION_MET,
        LetterKind.ASKED_BACK,
        LetterKind.ROUND_REOPENED,
        LetterKind.DELEGATION,
        LetterKind.DELEGATION_DECIDED,
    }
)
CHASING = frozenset({LetterKind.REMINDER, LetterKind.ESCALATION})


class Next(StrEnum):
    SEND = "send"
    DROP = "drop"
    LEAVE = "leave"  # it may have gone out, and nobody can tell


def next_move(
    kind: LetterKind,
    round_state: RoundState | None,
    seat_state: SeatState | None,
    role: ContactRole | None,
    *,
    overtaken: bool,
    in_doubt: bool,
    repeated: bool,
) -> Next:
    """What to do with a letter whose turn it is.

    role       whom it is to; null: nobody of a party
    overtaken  the party has told something since the letter was due
    in_doubt   it was found in the window where a crash leaves doubt whether the server has it
    repeated   it was in doubt before; what is in doubt twice is not sent a third time unasked

    A cancelled round sends its cancellation only; one that is over asks nothing, and one that was
    opened again does not say that it is closed. Who has answered is not chased, nor who has just
    told when it will. Who no longer speaks for a party is not written to: the link in the letter
    would be a new one, and work.
    """
    if in_doubt and repeated:
        return Next.LEAVE
    over = round_state in {RoundState.CLOSED, RoundState.CANCELLED}
    pointless = (
        (role is ContactRole.FORMER and kind is not LetterKind.DELEGATION_DECIDED)
        or (round_state is RoundState.CANCELLED and kind is not LetterKind.CANCELLATION)
        or (over and kind in ASKING)
        or (kind in CHASING and (overtaken or seat_state in FINAL))
        or (kind is LetterKind.ROUND_CLOSED and round_state in LIVE)
    )
    if pointless:
        return Next.LEAVE if in_doubt else Next.DROP
    return Next.SEND


def told_since(due_at: datetime, *told: datetime | None) -> bool:
    """Whether anything was told after a letter was due; all by the round's own clock."""
    return any(moment is not None and moment > due_at for moment in told)
