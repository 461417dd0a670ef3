"""The recommendation points that the councils decide on are written, while the round is a draft."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import RecommendationPoint, Round
from models.vocabulary import RoundState
from rules.refusal import Refusal, Why
from rules.text import line

MOST = 20


def write_points(
    session: Session, round_: Round, texts: Sequence[str], now: datetime, by: str
) -> list[RecommendationPoint]:
    """Replace all; empty texts are left out. What parties were asked about stays as it was."""
    if round_.state is not RoundState.DRAFT:
        raise Refusal(
            "Runden er sendt ud. De punkter, parterne er spurgt om, kan ikke ændres.",
            why=Why.CONFLICT,
        )
    given = [text for text in (line(text, "points", limit=1_000) for text in texts) if text]
    if not given:
        raise Refusal("Skriv mindst ét indstillingspunkt.", field="points")
    if len(given) > MOST:
        raise Refusal(f"Der er {len(given)} punkter; der er plads til {MOST}.", field="points")
    session.execute(
        delete(RecommendationPoint).where(col(RecommendationPoint.round_id) == round_.id)
    )
    points = [
        RecommendationPoint(round_id=round_.id or 0, number=number, text=text)
        for number, text in enumerate(given, 1)
    ]
    session.add_all(points)
    session.flush()
    record(
        session,
        chain_of(round_),
        "points.recorded",
        f"points.recorded:{round_.id}:{times_recorded(session, round_, 'points.recorded') + 1}",
        now,
        {"points": given, "by": by},
        round_=round_,
    )
    return points
