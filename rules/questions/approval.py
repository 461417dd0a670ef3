"""Approval of an agreement: what a council can answer, and when the answer stands.

Only the council decides (for a region the regional council), or the mayor on its behalf in an
urgent case (kommunestyrelsesloven § 31). What a committee recommends or takes note of is progress.
"""

from dataclasses import replace
from datetime import timedelta

from models.vocabulary import Body, Outcome, PartyKind
from rules.progress import DATES, check_order, committees, next_treatment
from rules.questions.question import Asked, Basis, Judged, Question, Words
from rules.questions.subjects import subject
from rules.questions.submission import Submission, tidied
from rules.refusal import Refusal
from rules.seats import FINAL, Told

WEAKEST_FIRST = (
    Outcome.NOT_YET,
    Outcome.REJECTED,
    Outcome.APPROVED_WITH_RESERVATION,
    Outcome.APPROVED_WITH_REMARKS,
    Outcome.APPROVED,
)
DECIDING = {
    PartyKind.MUNICIPALITY: frozenset({Body.COUNCIL, Body.MAYOR}),
    PartyKind.REGION: frozenset({Body.REGIONAL_COUNCIL, Body.MAYOR}),
}
NEEDS_REMARKS = frozenset({Outcome.APPROVED_WITH_REMARKS, Outcome.APPROVED_WITH_RESERVATION})
FARTHEST_MEETING = timedelta(days=366)
AFTER_DEADLINE = "after_deadline"
OLDER_THAN_ROUND = "older_than_round"


def judge(submission: Submission, asked: Asked) -> Judged:
    """Raises Refusal naming the first field that is impossible; the unusual is only flagged."""
    tidy = tidied(submission)
    if submission.own or submission.attachments:
        raise Refusal("Et råds beslutning har ingen andre felter.", field="outcome")
    outcome = _outcome(tidy, asked.numbers)
    if asked.state in FINAL and not tidy.reason:
        raise Refusal("Svaret er allerede givet. Skriv, hvorfor det skal rettes.", field="reason")
    tidy = replace(tidy, remarks_about=_about(tidy, asked))
    _check_meetings(tidy, asked)
    flags = _progress(tidy) if outcome is Outcome.NOT_YET else _decision(tidy, outcome, asked)
    meetings = committees(asked.code, tidy) if outcome is Outcome.NOT_YET else ()
    return Judged(tidy, outcome, _told(tidy, outcome, asked), flags, meetings)


def _outcome(given: Submission, numbers: frozenset[int]) -> Outcome:
    """The outcome as a whole, or the weakest of the points."""
    if not given.points:
        if given.outcome not in WEAKEST_FIRST:
            raise Refusal("Vælg, hvad der blev besluttet.", field="outcome")
        return given.outcome
    unknown = set(given.points) - numbers
    if unknown:
        raise Refusal(f"Der er intet indstillingspunkt {min(unknown)}.", field="points")
    missing = numbers - set(given.points)
    if missing:
        raise Refusal(f"Indstillingspunkt {min(missing)} mangler et svar.", field="points")
    if not set(given.points.values()) <= set(WEAKEST_FIRST):
        raise Refusal("Vælg, hvad der blev besluttet om hvert punkt.", field="points")
    return min(given.points.values(), key=WEAKEST_FIRST.index)


def _about(given: Submission, asked: Asked) -> str:
    told = subject(given.remarks_about, asked.subjects)
    if told and not given.remarks:
        raise Refusal("Skriv det, der angår det valgte punkt eller dokument.", field="remarks")
    return told


def _check_meetings(given: Submission, asked: Asked) -> None:
    """A slip of the year would keep reminders away for good, or beyond the calendar's end."""
    for field in DATES:
        day = getattr(given, field)
        if day and not asked.drafted <= day <= max(asked.today, asked.deadline) + FARTHEST_MEETING:
            raise Refusal(
                f"Mødedatoen {day:%d.%m.%Y} ligger langt fra fristen. Er årstallet rigtigt?",
                field=field,
            )
    check_order(given)


def _progress(given: Submission) -> tuple[str, ...]:
    if given.decided_on:
        raise Refusal(
            "Beslutningsdatoen hører til en beslutning. Er sagen ikke afgjort, så brug mødedatoen.",
            field="decided_on",
        )
    return ()


def _decision(given: Submission, outcome: Outcome, asked: Asked) -> tuple[str, ...]:
    by_law = "regionsrådet" if asked.party_kind is PartyKind.REGION else "kommunalbestyrelsen"
    if given.body not in DECIDING[asked.party_kind]:
        raise Refusal(
            f"Kun {asked.council or by_law} kan træffe beslutningen. Et udvalgs anbefaling, eller"
            " at sagen er taget til efterretning, er ikke en godkendelse: vælg »Endnu ikke"
            " behandlet« og oplys mødedatoen.",
            field="body",
        )
    if given.decided_on is None:
        raise Refusal("Skriv datoen for beslutningen.", field="decided_on")
    if given.decided_on > asked.today:
        raise Refusal(
            f"Beslutningsdatoen {given.decided_on:%d.%m.%Y} ligger i fremtiden.", field="decided_on"
        )
    if given.decided_on < asked.drafted:
        raise Refusal(
            f"Beslutningsdatoen {given.decided_on:%d.%m.%Y} ligger før aftalen blev til."
            " Er årstallet rigtigt?",
            field="decided_on",
        )
    if outcome in NEEDS_REMARKS and not given.remarks:
        word = "forbeholdet" if outcome is Outcome.APPROVED_WITH_RESERVATION else "bemærkningerne"
        raise Refusal(f"Skriv {word}.", field="remarks")
    flags = []
    if given.decided_on < asked.asked_on:
        flags.append(OLDER_THAN_ROUND)
    if given.decided_on > asked.deadline:
        flags.append(AFTER_DEADLINE)
    return tuple(flags)


def _told(given: Submission, outcome: Outcome, asked: Asked) -> Told:
    if asked.state in FINAL:
        return Told.WITHDRAWAL if outcome is Outcome.NOT_YET else Told.CORRECTION
    if outcome is not Outcome.NOT_YET:
        return Told.DECISION
    day, _ = next_treatment(given)
    to_come = day is not None and day >= asked.today
    return Told.MEETING_DATE if to_come else Told.PROGRESS


QUESTION = Question(
    name="approval",
    basis=Basis.UNANIMITY,
    judge=judge,
    template="biennial",
    words=Words(
        label="Ny aftale",
        about="Rådene skal godkende en ny toårig aftale. Vælg KKR, periode og frist nedenfor.",
        matter="{agreement}",
        subject="aftalen",
        thing="beslutning",
        request="give os besked om {council} beslutning",
        heading="Giv besked",
        out="Ude til godkendelse",
        success="Godkendt af alle parter",
        failure="Afsluttet uden enighed",
        unsettled="Afventer afklaring",
        adopted="Aftalen er dermed vedtaget og gælder fra {period_from} til og med {period_to}.",
        papers="aftalen",
    ),
)
