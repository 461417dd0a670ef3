"""What a party's link, or whoever uses it, is told of a round that is over."""

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
