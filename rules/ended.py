"""What a party's link, or whoever uses it, is told of a round that is over."""

from datetime import date, datetime, timedelta

from models.round import Round
from models.vocabulary import RoundResult, RoundState
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why

RESULTS = {
    RoundResult.ADOPTED: "alle parter har godkendt aftalen",
    RoundResult.NOT_ADOPTED: "aftalen blev ikke godkendt af alle parter",
    RoundResult.COMPLETED: "runden er gennemført",
    RoundResult.INCOMPLETE: "ikke alle parter har svaret",
}


def must_be_live(round_: Round) -> None:
    """For what parties do by their links. Raises Refusal: CONFLICT before the round, GONE after."""
    if round_.state is RoundState.DRAFT:
        raise Refusal("Runden er ikke sendt ud endnu.", why=Why.CONFLICT)
    if round_.state not in LIVE:
        raise ended(round_)


def readable_until(round_: Round, days: int) -> date | None:
    """The last Danish date on which the parties' links show a closed round: so many days after the
    one of its close. Null: it is not closed."""
    if round_.state is not RoundState.CLOSED or round_.ended_at is None:
        return None
    return danish_date(round_.ended_at) + timedelta(days=days)


def must_be_readable(round_: Round, now: datetime, days: int) -> None:
    """Raises Refusal (GONE) when the time to read it is over; `now` is the round's own clock."""
    last = readable_until(round_, days)
    if last is not None and danish_date(now) > last:
        raise Refusal(
            f"Runden »{round_.title}« er afsluttet, og linket kunne læses til og med"
            f" {last:%d.%m.%Y}. Skriv til sekretariatet, hvis du mangler noget fra sagen.",
            why=Why.GONE,
            readable_until=last.isoformat(),
        )


def ended(round_: Round) -> Refusal:
    """A refusal (GONE) that says what happened, when and why; its detail says it to a program."""
    day = f"{danish_date(round_.ended_at):%d.%m.%Y}" if round_.ended_at else "nu"
    if round_.state is RoundState.CANCELLED:
        said = f"Runden »{round_.title}« blev annulleret {day}: {round_.end_reason}"
    else:
        result = RESULTS[round_.result] if round_.result else "uden resultat"
        said = (
            f"Runden er afsluttet {day}: {result}. Svar kan ikke længere gives eller rettes her."
            " Kontakt sekretariatet, hvis noget er forkert."
        )
    return Refusal(
        said,
        why=Why.GONE,
        state=round_.state,
        result=round_.result,
        ended_at=round_.ended_at.isoformat() if round_.ended_at else None,
        reason=round_.end_reason,
    )
