"""Who has signed in at a party's link, as a sealed cookie says: for one link and a day's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from api.doors import utc_now
from api.pages.party_route import bare
from models.keys import get_keys
from models.round import Round
from models.seat import Seat
from models.settings import get_settings
from models.vocabulary import Assurance
from rules.assurance import SignedIn
from rules.links import contact_id_of
from rules.seals import seal, unseal

SIGNED = "rammeaftale_party"


def signed_in(request: Request, token: str, now: datetime) -> SignedIn | None:
    """Who has signed in at this very link; null: nobody, or too long ago."""
    kept = unseal(get_keys(), SIGNED, request.cookies.get(SIGNED, ""), now)
    if kept is None or kept["contact"] != contact_id_of(bare(token)):
        return None
    return SignedIn(kept["subject"], kept["cvr"])


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page says of signing in.

    demanded   whether the round wants it
    signed_in  as whom, for the party's own organisation; null: nobody has
    name       what signing in is called
    """

    demanded: bool
    signed_in: SignedIn | None
    name: str


def identity_of(request: Request, round_: Round, seat: Seat, token: str) -> Identity:
    found = signed_in(request, token, utc_now())
    ours = found if found and found.cvr == seat.cvr else None
    return Identity(round_.assurance is Assurance.OIDC, ours, get_settings().oidc_name)


def keep(
    answer: Response, name: str, facts: Mapping[str, object], path: str, until: datetime
) -> None:
    answer.set_cookie(
        name,
        seal(get_keys()[0], name, facts, until),
        path=path,
        httponly=True,
        samesite="lax",
        secure=get_settings().base_url.startswith("https://"),
    )
