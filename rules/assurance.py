"""How sure a round wants to be of who answers: the link alone, or sign-in for the organisation."""

import re
from dataclasses import dataclass

from models.round import Round
from models.seat import Seat
from models.vocabulary import Assurance, RoundState
from rules.refusal import Refusal, Why

CVR = re.compile(r"[0-9]{8}")
UNSET = (
    "Login er ikke sat op i denne installation. Bed jeres driftsansvarlige sætte"
    " RAMMEAFTALE_OIDC_ISSUER og de øvrige indstillinger til det."
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whom the identity provider knows somebody as.

    subject  the provider's own name for the person (OpenID Connect `sub`)
    cvr      the organisation's CVR number, eight digits
    """

    subject: str
    cvr: str


def cvr_number(value: str) -> str:
    """Eight digits, written together; empty: not known. Refusal for anything else."""
    digits = value.replace(" ", "").removeprefix("DK")
    if digits and not CVR.fullmatch(digits):
        raise Refusal("Et CVR-nummer er på otte cifre, f.eks. 12345678.", field="cvr")
    return digits


def may_demand(round_: Round, wanted: Assurance, *, configured: bool) -> None:
    """Raises Refusal once parties are asked: they were told how to answer. A round cannot demand
    what the installation cannot do."""
    if wanted is Assurance.ON_BEHALF:
        raise Refusal("Vælg, om parten svarer med link eller med login.", field="assurance")
    if round_.state is not RoundState.DRAFT:
        raise Refusal(
            "Parterne er allerede spurgt. Hvordan de svarer, kan ikke ændres nu.",
            why=Why.CONFLICT,
            field="assurance",
        )
    if wanted is Assurance.OIDC and not configured:
        raise Refusal(UNSET, why=Why.CONFLICT, field="assurance")


def check_assurance(round_: Round, seat: Seat, signed_in: SignedIn | None) -> SignedIn | None:
    """As whom the answer is given, where that is demanded; else null, whoever has signed in.

    Raises Refusal unless whoever answers by the link is as sure as the round demands.
    """
    if round_.assurance is not Assurance.OIDC:
        return None
    if signed_in is None:
        raise Refusal(
            "Log ind, før svaret sendes: linket til login står øverst på siden.",
            why=Why.SIGN_IN,
        )
    check_cvr(seat, signed_in.cvr)
    return signed_in


def check_cvr(seat: Seat, cvr: str) -> None:
    """Raises Refusal unless it is the party's own organisation that has signed in."""
    if not seat.cvr:
        raise Refusal(
            f"Sekretariatet har ikke registreret et CVR-nummer for {seat.party}. Skriv til"
            " sekretariatet, så I kan logge ind.",
            why=Why.SIGN_IN,
        )
    if seat.cvr != cvr:
        raise Refusal(
            f"Du er logget ind for CVR-nummer {cvr or 'ukendt'}, og {seat.party} har {seat.cvr}."
            " Log ind igen, og vælg den rette organisation.",
            why=Why.SIGN_IN,
        )
