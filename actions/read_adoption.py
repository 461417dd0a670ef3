"""How far a round is from its end, as it stands now or stood when it ended."""

from collections.abc import Sequence
from datetime import datetime

from models.round import Round
from models.seat import Seat
from rules.adoption import Adoption, adoption
from rules.questions.registry import question_of


def adoption_of(round_: Round, seats: Sequence[Seat], lived: datetime) -> Adoption:
    """`lived` is the instant on the round's own clock; one that is over is not judged anew."""
    return adoption(question_of(round_), round_, seats, round_.ended_at or lived)
