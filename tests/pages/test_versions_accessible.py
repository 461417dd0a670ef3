"""Pages of new versions, of hand-overs, of answers on behalf and of rounds that are over, as
`test_accessibility.py` looks at all.
"""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.clear_reservation import declare_met
from actions.decline_contact import decline_contact
from actions.delegate import delegate
from actions.end_round import cancel_round, close_round
from actions.load import contacts_of, points_of, seat_by_code
from actions.object_to_answer import object_to_answer
from actions.open_link import OpenedLink, open_link
from actions.prepare_version import (
    GivenDocument,
    GivenPoint,
    GivenVersion,
    prepare_version,
)
from actions.publish_version import publish_version
from actions.read_version import read_version
from actions.register_answer import Official, register_answer
from actions.write_answer import Teller
from models.database import transaction
from models.round import Round
from models.vocabulary import Outcome, Role
from rules.delegation import hand_over
from tests.browser import WIDTHS, chromium
from tests.builders import BY, NOW, answer, danish, sandbox_round, submission
from tests.pages.browsing import signed_in
from tests.pages.links import token_of
from tests.pages.serving import served
from tests.pages.test_accessibility import look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


TOLD = submission(decided_on=date(2020, 9, 8))
ANNA = Official("user:1", "anna@sekretariat.example.org")


def play(session: Session) -> list[str]:
    """The addresses to look at: a version drafted, one published, a reservation met, answers
    on behalf that wait and are disputed, a round closed, one cancelled."""
    drafted, changed, closed, cancelled = (sandbox_round(session) for _ in range(4))
    for round_ in (drafted, changed):
        answer(session, round_, "253")
        answer(session, round_, "259", outcome=None, points={1: "approved", 2: "approved"})
        _draft(session, round_)
    reserved = Outcome.APPROVED_WITH_RESERVATION
    answer(session, drafted, "306", outcome=reserved, remarks="Kun hvis bilaget rettes")
    seat = seat_by_code(session, drafted, "306")
    declare_met(session, drafted, seat, "Bilaget er rettet i version 2.", NOW, BY)
    publish_version(session, changed, read_version(session, changed).seen, NOW, BY)
    close_round(session, closed, danish("2020-12-02 09:00"), BY, "Fristen er udløbet.")
    handed = _hand_over(session, changed)
    cancel_round(session, cancelled, "Aftalen skrives om.", NOW, BY)
    register_answer(session, drafted, seat_by_code(session, drafted, "316"), TOLD, None, ANNA, NOW)
    disputed = seat_by_code(session, drafted, "320")
    answer(session, drafted, "320", teller=Teller(on_behalf_by=ANNA.name))
    opened = OpenedLink(drafted, disputed, contacts_of(session, disputed)[0])
    object_to_answer(session, opened, 1, "Det var kun økonomiudvalget.", "Eva", "jurist", NOW)
    answer(session, drafted, "326", teller=Teller(on_behalf_by=ANNA.name))
    return [
        *(f"/rounds/{drafted.id}/seats/{code}" for code in ("316", "320")),
        f"/s/{token_of(session, drafted, '320')}",
        f"/s/{token_of(session, drafted, '326')}/objection",
        *handed,
        *(f"/rounds/{round_.id}/version" for round_ in (drafted, changed, closed)),
        *(f"/rounds/{round_.id}" for round_ in (changed, closed)),
        f"/rounds/{drafted.id}/remarks",
        f"/rounds/{changed.id}/seats/253",
        f"/rounds/{drafted.id}/seats/306",
        f"/s/{token_of(session, drafted, '306')}",
        f"/s/{token_of(session, drafted, '306')}/clearance",
        *(f"/s/{token_of(session, changed, code)}" for code in ("253", "259", "306")),
        *(f"/s/{token_of(session, round_, '306')}" for round_ in (closed, cancelled)),
    ]


def _hand_over(session: Session, round_: Round) -> list[str]:
    """The addresses of a link whose owner gave the matter away, of one that waits for the
    secretariat, and of one that was not the right one."""
    links = {code: token_of(session, round_, code) for code in ("265", "269", "316")}
    given, waits, wrong = (open_link(session, link, lock=True) for link in links.values())
    said = "x" * 60 + " kender sagen."
    for opened, email in ((given, "mette@example.org"), (waits, "ida@raadgiver.dk")):
        delegate(session, opened, hand_over("Mette Hansen", email, said, "Anna Holm"), NOW)
    decline_contact(session, wrong, "Spørg " + "y" * 60, NOW)
    return [
        *(f"/s/{link}" for link in links.values()),
        *(f"/s/{links['269']}/{page}" for page in ("delegation", "not-mine")),
        *(f"/rounds/{round_.id}/seats/{code}" for code in links),
    ]


def _draft(session: Session, round_: Round) -> None:
    points = [GivenPoint(point.text) for point in points_of(session, round_)]
    points[1] = GivenPoint("at de fælles mål godkendes som rettet " + "x" * 60)
    document = GivenDocument(2, "Forslag til sagsfremstilling", editorial=True)
    given = GivenVersion("Region Sjælland bad om det.\nTak.", points, [document])
    prepare_version(session, round_, given, NOW, BY)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_page_is_accessible(engine: Engine, width: int) -> None:
    with transaction() as session:
        paths = play(session)
        _, secret = signed_in(session, Role.SECRETARIAT)
    with served() as base, chromium() as browser:
        assert look(browser, base, secret, paths, width) == []
