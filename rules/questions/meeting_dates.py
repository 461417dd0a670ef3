"""Meeting dates: when a council and its committees meet in the year after the deadline.

Next year's dates are fixed from June to September (`domain/practice.md`); what is answered becomes
the party's calendar, from which the forecast of every round is made.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.vocabulary import Stage
from rules.calendars import Calendar
from rules.questions.fields import answered, tidied
from rules.questions.question import Asked, Basis, Field, FieldKind, Judged, Question, Words
from rules.questions.submission import Submission
from rules.refusal import Refusal

FIELDS = (
    Field(
        Stage.COUNCIL,
        FieldKind.DAYS,
        "{council} møder i {next_year}",
        "En dato på hver linje, f.eks. 14.1.{next_year}.",
        "Skriv, hvornår rådet mødes: en dato på hver linje.",
    ),
    Field(
        Stage.FINANCE_COMMITTEE,
        FieldKind.DAYS,
        "Økonomiudvalgets eller forretningsudvalgets møder",
    ),
    Field(
        Stage.COMMITTEE,
        FieldKind.DAYS,
        "Møder i det udvalg, der sidst behandler sagerne",
    ),
)


def judge(given: Submission, asked: Asked) -> Judged:
    """Every date is one of the year asked about; a committee that is left out stays as it was."""
    tidy = tidied(given, FIELDS, asked)
    year = asked.deadline.year + 1
    told = tuple(_calendars(tidy, asked.code, year))
    return replace(answered(tidy, asked), meetings=told)


def _calendars(tidy: Submission, code: str, year: int) -> Iterator[Calendar]:
    for stage in Stage:
        days = frozenset(map(date.fromisoformat, tidy.own[stage]))
        for day in sorted(days):
            if day.year != year:
                raise Refusal(
                    f"{day:%d.%m.%Y} ligger ikke i {year}, som vi spørger om. Er årstallet"
                    " rigtigt?",
                    field=stage,
                )
        if days:
            yield Calendar(code, stage, days, date(year, 1, 1), date(year, 12, 31))


QUESTION = Question(
    name="meeting_dates",
    basis=Basis.EVERYONE_ANSWERED,
    judge=judge,
    fields=FIELDS,
    template="meeting_dates",
    words=Words(
        label="Mødedatoer",
        about="Parterne oplyser, hvornår råd og udvalg mødes i året efter fristen.",
        matter="mødedatoerne for {next_year}",
        subject="mødedatoerne",
        thing="mødedatoer",
        request="oplyse, hvornår råd og udvalg mødes i {next_year}",
        heading="Oplys mødedatoerne for {next_year}",
        out="Ude til besvarelse",
        success="Alle har oplyst deres mødedatoer",
        failure="Afsluttet uden svar fra alle",
        unsettled="Afventer afklaring",
        adopted="Alle parters mødedatoer er dermed oplyst. Tak for hjælpen.",
        papers="",
    ),
)
