"""Who speaks for each party, and hand-overs that wait, by a program of the secretariat's."""

from sqlalchemy import Engine

from actions.delegate import delegate
from actions.load import contacts_of, seat_by_code
from actions.open_link import OpenedLink
from models.database import transaction
from rules.delegation import hand_over
from tests.api.program import Program, problem
from tests.builders import NOW, sandbox_round
from tests.databases import sqlite_only

pytestmark = sqlite_only


def ask(*emails: str) -> None:
    """Contacts of the first parties want to hand the matter to these addresses."""
    with transaction() as session:
        round_ = sandbox_round(session)
        for code, email in zip(("253", "259"), emails, strict=False):
            seat = seat_by_code(session, round_, code)
            opened = OpenedLink(round_, seat, contacts_of(session, seat)[0])
            delegate(session, opened, hand_over("Bo", email, "", "Anna"), round_.clock or NOW)


def test_listed_and_decided(engine: Engine, secretariat: Program, reader: Program) -> None:
    ask("bo@raadgiver.dk", "ida@raadgiver.dk")
    listed = reader.get("/rounds/1/delegations").json()
    assert [(one["code"], one["email"]) for one in listed["items"]] == [
        ("253", "bo@raadgiver.dk"),
        ("259", "ida@raadgiver.dk"),
    ]
    first, second = ("/rounds/1/seats/253/delegations/1", "/rounds/1/seats/259/delegations/2")
    empty = secretariat.post(f"{second}/decision", {"approve": False})
    assert problem(empty, 422, "reason")
    done = secretariat.post(f"{first}/decision", {"approve": True}).json()
    no = secretariat.post(f"{second}/decision", {"approve": False, "reason": "Nej."}).json()
    assert (done["state"], no["state"]) == ("done", "refused")
    assert reader.get("/rounds/1/delegations").json()["items"] == []
    for path, status in ((first, 409), (second.replace("259", "253"), 404)):
        assert secretariat.post(f"{path}/decision", {"approve": True}).status_code == status


def test_contacts_are_listed_with_their_days(
    engine: Engine, secretariat: Program, reader: Program
) -> None:
    with transaction() as session:
        sandbox_round(session)
    given = {"party": "253", "name": "Bo", "email": "bo@example.org", "valid_from": "2020-09-15"}
    for more, status in (({"valid_to": "2020-09-14"}, 422), ({"valid_from": "15.9."}, 422)):
        assert (
            secretariat.post("/rounds/1/contacts", {"contacts": [given | more]}).status_code
            == status
        )
    assert secretariat.post("/rounds/1/contacts", {"contacts": [given]}).status_code == 201
    listed = reader.get("/rounds/1/contacts").json()["items"]
    first, coming = (one for one in listed if one["code"] == "253")
    assert (coming["role"], coming["becomes"], coming["valid_from"]) == (
        "coming",
        "primary",
        "2020-09-15",
    )
    place = f"/rounds/1/seats/253/contacts/{first['id']}/validity"
    assert problem(secretariat.post(place, {"valid_to": "2020-09-07"}), 422, "valid_to")
    limited = secretariat.post(place, {"valid_to": "2020-09-14"}).json()
    assert (limited["role"], limited["valid_to"]) == ("primary", "2020-09-14")
    assert secretariat.post(place.replace("253", "259"), {"valid_to": None}).status_code == 404
