"""What the proposed case presentation says of the agreement is written, while it is a draft."""

from datetime import datetime

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round
from models.vocabulary import RoundState
from rules.refusal import Refusal, Why
from rules.text import paragraphs


def write_presentation(session: Session, round_: Round, words: str, now: datetime, by: str) -> bool:
    """Whether it changed; empty words bring back what holds for any agreement. All parties get the
    same proposal, so what they were sent stays as it was."""
    if round_.state is not RoundState.DRAFT:
        raise Refusal(
            "Runden er sendt ud. Forslaget til sagsfremstilling kan ikke ændres.", why=Why.CONFLICT
        )
    lines = paragraphs(words, "presentation").splitlines()
    text = "\n".join(line.strip() for line in lines if line.strip())
    if text == round_.presentation:
        return False
    round_.presentation = text
    session.add(round_)
    number = times_recorded(session, round_, "presentation.recorded") + 1
    record(
        session,
        chain_of(round_),
        "presentation.recorded",
        f"presentation.recorded:{round_.id}:{number}",
        now,
        {"text": text, "by": by},
        round_=round_,
    )
    return True
