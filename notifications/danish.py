"""Danish dates, numbers and words as Jinja filters, for letters and web pages alike."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from jinja2 import Environment
from markupsafe import Markup, escape

from models.seat import Answer, Seat
from models.vocabulary import Body, Outcome, PartyKind, Stage
from rules.danish_time import COPENHAGEN, danish_date

LOCALE = "da"

OUTCOMES = {
    Outcome.APPROVED: "godkendt",
    Outcome.APPROVED_WITH_REMARKS: "godkendt med bemærkninger",
    Outcome.APPROVED_WITH_RESERVATION: "godkendt med forbehold",
    Outcome.REJECTED: "ikke godkendt",
    Outcome.NOT_YET: "endnu ikke behandlet",
    Outcome.ANSWERED: "besvaret",
}
SUBJECTS = {"point": "punkt", "document": "dokument"}
REGION_BODIES = {
    Body.FINANCE_COMMITTEE: "forretningsudvalget",
    Body.COMMITTEE: "et udvalg",
    Body.ADMINISTRATION: "administrationen",
}
BODIES = {
    Body.FINANCE_COMMITTEE: "økonomiudvalget",
    Body.COMMITTEE: "et fagudvalg",
    Body.ADMINISTRATION: "forvaltningen",
}


@lru_cache(maxsize=1024)
def long_date(day: date) -> str:
    """`1. december 2020`"""
    return format_date(day, "d. MMMM y", locale=LOCALE)


@lru_cache(maxsize=1024)
def day_date(day: date) -> str:
    """`tirsdag den 1. december 2020`"""
    return format_date(day, "EEEE 'den' d. MMMM y", locale=LOCALE)


def deadline(day: date) -> str:
    """A deadline in full; it ends with that day."""
    return f"{day_date(day)} (til og med den dag)"


def moment(instant: datetime) -> str:
    """`den 1. december 2020 kl. 14.05`, on a Danish clock."""
    local = instant.astimezone(COPENHAGEN)
    return f"den {long_date(local.date())} kl. {local:%H.%M}"


def plural(number: int, one: str, many: str) -> str:
    """`1 part`, `2 parter`"""
    return f"{number} {one if number == 1 else many}"


def capitalise(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def genitive(name: str) -> str:
    """`Faxe Kommunes`; after s, x and z only an apostrophe."""
    return f"{name}’" if name[-1:].lower() in {"s", "x", "z"} else f"{name}s"


def joined(words: Iterable[object]) -> str:
    """`a, b og c`"""
    *rest, last = [str(word) for word in words] or [""]
    return f"{', '.join(rest)} og {last}" if rest else last


def outcome_words(outcome: Outcome | str) -> str:
    return OUTCOMES[Outcome(outcome)]


def body_words(body: Body | str, seat: Seat) -> str:
    """Who decided: `byrådet`, `borgmesteren på byrådets vegne`, `økonomiudvalget`."""
    region = seat.party_kind is PartyKind.REGION
    if body in {Body.COUNCIL, Body.REGIONAL_COUNCIL}:
        return seat.council
    if body == Body.MAYOR:
        head = "regionsrådsformanden" if region else "borgmesteren"
        return f"{head} på {genitive(seat.council)} vegne"
    return (REGION_BODIES if region else BODIES)[Body(body)]


def kroner(ore: int) -> str:
    """`1.234,50`, without its unit: that stands over the column."""
    whole, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole:,}".replace(",", ".") + f",{rest:02}"


def dealing_words(seat: Seat) -> str:
    """Who deals with the case at the date the party has told: `byrådet`, `fagudvalget`."""
    return body_words(Body(seat.meeting_of or Stage.COUNCIL), seat)


def reached_words(seat: Seat) -> str:
    """How far an undecided case has come; empty: the party has not told."""
    if seat.reached is None:
        return ""
    if seat.reached is Body.ADMINISTRATION:
        return f"Sagsbehandles i {body_words(seat.reached, seat)}"
    last = Body.COUNCIL if seat.reached is Body.MAYOR else seat.reached
    return f"Har været i {body_words(last, seat)}"


def meeting_dates(answer: Answer, seat: Seat) -> list[tuple[str, date]]:
    """When who dealt with the case, or is to, as seen the day it was told."""
    told = [
        (Body.COMMITTEE, answer.committee_on),
        (Body.FINANCE_COMMITTEE, answer.finance_committee_on),
        (Body.COUNCIL, answer.meeting_on),
    ]
    today = danish_date(answer.submitted_at)
    named = [(body_words(body, seat), day) for body, day in told if day]
    return [
        (f"{'Ventes behandlet' if day >= today else 'Behandlet'} i {words}", day)
        for words, day in named
    ]


def remarks_heading(answer: Answer) -> str:
    """`Bemærkninger`, `Forbehold til punkt 1`, `Bemærkninger til dokument 2`."""
    reserved = answer.outcome is Outcome.APPROVED_WITH_RESERVATION
    kind, _, number = answer.remarks_about.partition(":")
    about = f" til {SUBJECTS[kind]} {number}" if number else ""
    return ("Forbehold" if reserved else "Bemærkninger") + about


def quoted(text: str) -> str:
    """Each line marked as a quotation, for plain text."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def line_breaks(text: str) -> Markup:
    """Escaped, each newline a `<br>`: mail programs do not know `white-space`."""
    return Markup("<br>\n").join(escape(line) for line in text.splitlines())


FILTERS: dict[str, Callable[..., Any]] = {
    filter_.__name__: filter_
    for filter_ in (
        long_date,
        day_date,
        danish_date,
        deadline,
        moment,
        plural,
        capitalise,
        genitive,
        joined,
        outcome_words,
        body_words,
        dealing_words,
        reached_words,
        meeting_dates,
        remarks_heading,
        quoted,
        line_breaks,
    )
}


def install(environment: Environment) -> None:
    environment.filters.update(FILTERS)
