"""Why a letter would go out, in Danish."""

from dataclasses import dataclass
from datetime import datetime

from models.round import Round
from models.seat import Seat
from models.vocabulary import ContactRole, LetterKind
from notifications.danish import long_date, plural
from rules.danish_time import danish_date, working_days_between
from rules.policy import Policy
from rules.questions.registry import question_of

ABOVE = {ContactRole.AGENDA_SECRETARIAT: "byrådssekretariatet"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A letter in its round; `number` counts the reminders to one address, this one included."""

    kind: LetterKind
    at: datetime
    round_: Round
    seat: Seat
    role: ContactRole
    number: int


def why(occasion: Occasion) -> str:
    match occasion.kind:
        case LetterKind.ANNOUNCEMENT:
            days = Policy.of(occasion.round_.policy).announce_before_kkr
            return f"Varsel {plural(days, 'arbejdsdag', 'arbejdsdage')} før KKR’s møde"
        case LetterKind.INVITATION:
            begins = "Godkendelsen" if question_of(occasion.round_).decides else "Runden"
            return f"{begins} begynder, og parten bliver spurgt"
        case LetterKind.REMINDER:
            return f"Påmindelse nr. {occasion.number}: {_when(occasion)}"
        case LetterKind.ESCALATION:
            return f"Rykker til {ABOVE.get(occasion.role, 'ledelsen')}: {_when(occasion)}"
        case LetterKind.RECEIPT:
            return "Kvittering for partens svar"
        case _:
            return "Rundens gang"


def _when(occasion: Occasion) -> str:
    """In working days outside the recess from the deadline, or from the meeting it named."""
    day, deadline, meeting = (
        danish_date(occasion.at),
        occasion.round_.deadline,
        occasion.seat.meeting_on,
    )
    policy = Policy.of(occasion.round_.policy)
    minutes = policy.minutes_days
    if meeting and day == policy.day_from(meeting, minutes):
        return f"{plural(minutes, 'arbejdsdag', 'arbejdsdage')} efter mødet {long_date(meeting)}"
    days = working_days_between(deadline, day, policy.recess_weeks)
    if days == 0:
        return "på fristens dag"
    side = "før" if days < 0 else "efter"
    return f"{plural(abs(days), 'arbejdsdag', 'arbejdsdage')} {side} fristen"
