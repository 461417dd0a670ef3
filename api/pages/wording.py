"""States and dates in the Danish that stands on pages; the words are the secretariat's own."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from api.pages.dates import short_date
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import (
    ContactRole,
    DeadlineKind,
    Left,
    LetterKind,
    LetterState,
    Outcome,
    RoundState,
    SeatState,
)
from notifications.danish import LOCALE, day_date, plural
from rules.closing import SUCCESSES
from rules.danish_time import danish_date, end_of
from rules.policy import Escalation, Rung
from rules.questions.registry import question_of


@dataclass(frozen=True, slots=True)
class State:
    """A state in words; tone is neutral, info, success, warning or error and never stands alone."""

    words: str
    tone: str


def round_state(round_: Round, now: datetime) -> State:
    """`now` is the round's own clock."""
    words = question_of(round_).words
    match round_.state:
        case RoundState.DRAFT:
            return State("Varslet", "info") if round_.announced_at else State("Kladde", "neutral")
        case RoundState.OPEN:
            if now >= end_of(round_.deadline):
                return State("Frist overskredet", "error")
            return State(words.out, "info")
        case RoundState.COMPLETE:
            if round_.approved < round_.parties:
                return State(words.unsettled, "warning")
            return State(words.success, "success")
        case RoundState.CLOSED:
            if round_.result in SUCCESSES:
                return State(words.success, "success")
            return State(words.failure, "error")
        case RoundState.CANCELLED:
            return State("Annulleret", "neutral")


DECIDED = {
    Outcome.APPROVED: State("Godkendt", "success"),
    Outcome.APPROVED_WITH_REMARKS: State("Godkendt med bemærkninger", "success"),
    Outcome.APPROVED_WITH_RESERVATION: State("Forbehold afklares", "warning"),
    Outcome.REJECTED: State("Ikke godkendt", "error"),
    Outcome.ANSWERED: State("Besvaret", "success"),
}


def seat_state(seat: Seat, round_: Round) -> State:
    if seat.state is SeatState.ANSWERED:
        return State("Svar modtaget, kontrolleres", "info")
    if seat.state is SeatState.CHECKED and seat.outcome in DECIDED:
        return DECIDED[seat.outcome]
    if round_.opened_at is None:
        return State("Ikke udsendt", "neutral")
    if seat.state is SeatState.SCHEDULED:
        return State("Behandling planlagt", "info")
    return State("Afventer svar", "neutral")


LETTER_KINDS = {
    LetterKind.ANNOUNCEMENT: "Varsel",
    LetterKind.INVITATION: "Indbydelse",
    LetterKind.REMINDER: "Påmindelse",
    LetterKind.ESCALATION: "Rykker til ledelsen",
    LetterKind.RECEIPT: "Kvittering",
    LetterKind.EXTENSION: "Forlænget frist",
    LetterKind.POSTPONEMENT: "Ændret tidsplan",
    LetterKind.ASKED_AGAIN: "Spørgsmål om ny version",
    LetterKind.NEW_VERSION: "Ny version, svaret står",
    LetterKind.REMARKS_ANSWERED: "Svar på bemærkninger",
    LetterKind.RESERVATION_MET: "Imødekommet forbehold",
    LetterKind.ASKED_BACK: "Spørgsmål til svaret",
    LetterKind.OBJECTION_SETTLED: "Svar på indsigelse",
    LetterKind.CANCELLATION: "Annullering",
    LetterKind.ROUND_CLOSED: "Afslutning",
    LetterKind.ROUND_REOPENED: "Genåbning",
    LetterKind.NEW_LINK: "Nyt link",
    LetterKind.DELEGATION: "Sagen givet videre",
    LetterKind.DELEGATION_DECIDED: "Svar på at give videre",
    LetterKind.SIGNIN_LINK: "Login-link",
    LetterKind.CHAIN_HEADS: "Kontrolkoder",
    LetterKind.TARIFF_REPORT: "Takstrapport",
}
LETTERS = {  # counted: one, many
    LetterKind.ANNOUNCEMENT: ("varsel", "varsler"),
    LetterKind.INVITATION: ("indbydelse", "indbydelser"),
    LetterKind.REMINDER: ("påmindelse", "påmindelser"),
    LetterKind.ESCALATION: ("rykker til ledelsen", "rykkere til ledelsen"),
    LetterKind.RECEIPT: ("kvittering", "kvitteringer"),
}
LETTER_STATES = {
    LetterState.DRAFT: State("Kladde, afventer sekretariatet", "warning"),
    LetterState.QUEUED: State("I kø", "neutral"),
    LetterState.SENDING: State("Sendes", "info"),
    LetterState.SENT: State("Sendt", "success"),
    LetterState.FAILED: State("Kunne ikke sendes", "error"),
    LetterState.UNKNOWN: State("Uvist, om det nåede frem", "error"),
    LetterState.CANCELLED: State("Ikke sendt, ikke længere aktuelt", "neutral"),
}
ROLES = {
    ContactRole.PRIMARY: "Primær kontakt",
    ContactRole.AGENDA_SECRETARIAT: "Byrådssekretariat",
    ContactRole.DIRECTOR: "Direktør",
    ContactRole.MAILBOX: "Hovedpostkasse",
    ContactRole.COMING: "Kommende kontakt",
    ContactRole.FORMER: "Tidligere kontakt",
}
LEFT = {
    Left.REPLACED: "Tidligere kontakt",
    Left.DELEGATED: "Har givet sagen videre, kan kun læse",
    Left.EXPIRED: "Fratrådt kontakt",
    Left.NOT_MINE: "Har meddelt, at sagen ikke er dennes",
}


def contact_words(contact: Contact) -> str:
    """What it speaks for the party as, or why it does not any more."""
    if contact.left:
        return LEFT[contact.left]
    words = ROLES[contact.becomes or contact.role]
    if contact.becomes and contact.valid_from:
        words += f" fra {short_date(contact.valid_from)}"
    return f"{words} til og med {short_date(contact.valid_to)}" if contact.valid_to else words


ESCALATIONS = (
    (Escalation.OFF, "Ingen"),
    (Escalation.DRAFT, "Kladder, som I frigiver", "Ring først, og send brevet bagefter."),
    (Escalation.AUTOMATIC, "Sendes af sig selv"),
)
RUNGS = {
    Rung.AGENDA_SECRETARIAT: "Byrådssekretariater hos dem, der mangler",
    Rung.DIRECTOR: "Direktører hos dem, der mangler",
    Rung.CHAIR: "Jer selv: lad formanden tage det op i kommunaldirektørkredsen",
}
RUNG_FIELDS = (
    (Rung.AGENDA_SECRETARIAT, "Byrådssekretariatet"),
    (Rung.DIRECTOR, "Direktøren"),
    (Rung.CHAIR, "Opgave til jer: formanden tager det op"),
)
DEADLINE_KINDS = {
    DeadlineKind.STATUTORY: "lovens frist",
    DeadlineKind.APPLIED_FOR: "ansøgt",
    DeadlineKind.GRANTED: "bevilget",
    DeadlineKind.INTERNAL: "sekretariatets frist",
    DeadlineKind.EXTENDED: "forlænget",
}


def days_left(deadline: date, now: datetime) -> str:
    """`i dag`, `om 16 dage`, `overskredet for 2 dage siden`."""
    days = (deadline - danish_date(now)).days
    if days < 0:
        return f"overskredet for {plural(-days, 'dag', 'dage')} siden"
    return {0: "i dag", 1: "i morgen"}.get(days, f"om {days} dage")


def deadline_words(round_: Round, now: datetime) -> str:
    """`til og med tirsdag den 1. december 2020, om 16 dage`; of a round that is over the date."""
    return _with_days_left(f"til og med {day_date(round_.deadline)}", round_, now)


def weekday_words(round_: Round, now: datetime) -> str:
    """`tirsdag, om 16 dage`, beside the date itself."""
    weekday = format_date(round_.deadline, "EEEE", locale=LOCALE)
    return _with_days_left(weekday, round_, now)


def _with_days_left(day: str, round_: Round, now: datetime) -> str:
    over = round_.state in {RoundState.CLOSED, RoundState.CANCELLED}
    return day if over else f"{day}, {days_left(round_.deadline, now)}"
