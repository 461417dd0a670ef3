"""What a party's silence after the deadline means is decided for the round."""

from datetime import datetime

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round
from models.vocabulary import RoundState, Silence
from rules.adoption import check_silence
from rules.closing import LIVE, STATE_WORDS
from rules.questions.registry import question_of
from rules.refusal import Refusal, Why


def change_silence(
    session: Session, round_: Round, silence: Silence, now: datetime, by: str
) -> bool:
    """Returns whether anything changed. Raises Refusal for consent where the kind has none, and
    once the parties are asked: whoever keeps silent must have known what that means."""
    check_silence(question_of(round_), silence)
    if round_.silence is silence:
        return False
    if Silence.CONSENT in {silence, round_.silence} and round_.state is not RoundState.DRAFT:
        raise Refusal(
            "Parterne er allerede spurgt. Om tavshed gælder som samtykke, kan ikke ændres nu.",
            why=Why.CONFLICT,
            field="silence",
        )
    if round_.state not in {RoundState.DRAFT, *LIVE}:
        raise Refusal(f"Runden er {STATE_WORDS[round_.state]}.", why=Why.CONFLICT)
    round_.silence = silence
    session.add(round_)
    changes = times_recorded(session, round_, "silence.decided")
    record(
        session,
        chain_of(round_),
        "silence.decided",
        f"silence.decided:{round_.id}:{changes + 1}",
        now,
        {"silence": silence, "by": by},
        round_=round_,
    )
    return True
