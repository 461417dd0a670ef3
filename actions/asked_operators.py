"""A list of contacts holds every operator; a round of explanations asks only some of them."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, select

from models.round import Round
from models.seat import Seat
from models.tariff import TariffOperator
from rules.contacts import GivenContact, seat_of
from rules.party_names import party_named
from rules.questions import tariff_explanation


def of_those_asked(
    session: Session, round_: Round, given: Sequence[GivenContact], seats: Mapping[str, Seat]
) -> list[GivenContact]:
    """Without a file's rows that are an operator's whose tariffs are all below the cap."""
    if round_.kind != tariff_explanation.QUESTION.name:
        return list(given)
    operators = session.exec(select(TariffOperator)).all()
    known = {one.code for one in operators} | {one.key for one in operators}

    def is_asked(contact: GivenContact) -> bool:
        key = party_named(contact.party) or " ".join(contact.party.casefold().split())
        return not contact.where or seat_of(contact, seats) is not None or key not in known

    return [contact for contact in given if is_asked(contact)]
