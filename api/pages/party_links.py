"""A link that has ended: whoever holds it may have a new one sent to the party's contacts."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actions.mail_new_links import mail_new_links
from api.doors import Now
from api.guards import link
from api.pages.forms import Form, TypedForm
from api.pages.party_route import LinkRoute, superseded_page
from api.pages.rendering import page
from notifications.unit import unit_of_work

router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)
NOT_TICKED = "Sæt kryds, hvis vi skal sende et nyt link."


@router.post("/new-link")
def post_new_link(request: Request, token: str, typed: TypedForm, now: Now) -> Response:
    """The form as it stands asks for nothing: a mail scanner that submits it has no letter sent."""
    if not typed.ticked("confirm"):
        form = Form("new-link", typed, {"confirm": NOT_TICKED})
        return superseded_page(request, NOT_TICKED, form, 422)
    with unit_of_work() as session:
        mail_new_links(session, token, now)
    return page(request, "party/new_link.html")
