"""A round whose parties must sign in for their organisation."""

from sqlmodel import Session

from actions.change_assurance import change_assurance, record_cvr
from actions.create_round import create_round
from actions.load import clock_of, seat_by_code
from actions.start_round import start_round
from models.round import Round
from models.vocabulary import Assurance
from rules.planning import Wanted
from tests.builders import BY, NOW
from tests.pages.links import PARTY

OURS, OTHERS = "12345678", "87654321"  # CVR numbers: the party's own, and another's


def demanding(session: Session) -> Round:
    """A round that wants its parties to sign in; Faxe's number is recorded."""
    wanted = Wanted("sjaelland-2021-2022", sandbox=True, start=True)
    round_ = create_round(session, wanted, NOW, BY)
    change_assurance(session, round_, Assurance.OIDC, clock_of(round_, NOW), BY)
    seat = seat_by_code(session, round_, PARTY)
    record_cvr(session, round_, seat, OURS, clock_of(round_, NOW), BY)
    return start_round(session, round_, clock_of(round_, NOW), BY)
