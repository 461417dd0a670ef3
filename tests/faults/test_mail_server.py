"""A mail server in trouble, as the secretariat and an operator see it; days pass as a parameter."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from actions import deliver_letters as delivery
from actions.deliver_letters import deliver_letters
from actions.read_health import readiness
from actions.sign_in import create_api_key
from models.database import reading, transaction
from models.reference import parties_of
from models.settings import get_settings
from models.vocabulary import Role
from notifications.smtp import Courier, Timeouts
from rules.contacts import GivenContact
from tests.builders import KKR, NOW, PERIOD_FROM, real_round
from tests.letters import post_office as treatment
from tests.letters.post_office import PostOffice, post_office, unused_port
from tests.web import application

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TREATED = ["later", "refused", "drop", "hang"]  # the other eight are taken
SEEN = {  # by the secretariat: state, repeated, the server's words or the trouble on the way
    "later": ("queued", False, "451 4.3.2 try again"),
    "refused": ("failed", False, "550 5.1.1 no such mailbox"),
    "drop": ("queued", True, "Unexpected EOF received"),
    "hang": ("queued", True, "SMTPReadTimeoutError"),
    "fine": ("sent", False, None),
}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def seen(engine: Engine) -> Iterator[Any]:
    """The letters of the round as the secretariat's programs get them, by the address's name."""
    names = [*TREATED, *(f"fine{number}" for number in range(8))]
    contacts = [
        GivenContact(party.code, "Anne Ø", f"{name}@example.org", "primary")
        for party, name in zip(parties_of(KKR, PERIOD_FROM), names, strict=True)
    ]
    with transaction(engine) as session:
        round_ = real_round(session, NOW, contacts=contacts)
        _, key = create_api_key(session, Role.READER, NOW)

    def look() -> dict[str, dict[str, Any]]:
        url = f"/api/v1/rounds/{round_.id}/letters"
        items = client.get(url, headers={"Authorization": f"Bearer {key}"}).json()["items"]
        return {letter["to"].partition("@")[0].rstrip("0123456789"): letter for letter in items}

    with TestClient(application()) as client:
        yield look


def deliver(now: datetime, url: str) -> int:
    return deliver_letters(now, settings=get_settings().model_copy(update={"smtp_url": url}))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes for an answer after DATA are half a second here."""
    hurried = partial(Courier, timeouts=Timeouts(after_data=0.5))
    monkeypatch.setattr(delivery, "Courier", hurried)


def test_each_trouble_is_told_apart_and_keeps_to_its_letter(
    seen: Any, office: PostOffice, engine: Engine
) -> None:
    assert deliver(NOW, office.url) == 8
    letters = seen()
    for name, (state, repeated, words) in SEEN.items():
        letter = letters[name]
        assert (letter["state"], letter["repeated"]) == (state, repeated), name
        assert (letter["error"] or "").startswith(words or ""), name
    with reading(engine) as session:
        late = readiness(session, NOW + timedelta(minutes=20))
    assert (late.overdue_letters, late.letters["failed"]) == (3, 1)
    assert late.reasons[0] == "3 letters should have left more than 15 minutes ago"


def test_4xx_for_days_and_then_it_leaves_once(
    seen: Any, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in range(0, 60, 3):
        deliver(NOW + timedelta(hours=hours), office.url)
    assert seen()["later"]["state"] == "queued"
    monkeypatch.setattr(treatment, "AT_RCPT", {})
    for hours in range(60, 72, 3):
        deliver(NOW + timedelta(hours=hours), office.url)
    assert (seen()["later"]["state"], len(office.to("later@example.org"))) == ("sent", 1)


def test_4xx_for_longer_is_given_up_with_the_servers_words(seen: Any, office: PostOffice) -> None:
    for hours in range(0, 24 * 12, 3):
        deliver(NOW + timedelta(hours=hours), office.url)
    letter = seen()["later"]
    assert (letter["state"], letter["error"]) == ("failed", "451 4.3.2 try again")


def test_one_that_hangs_or_drops_is_repeated_once_with_the_same_bytes(
    seen: Any, office: PostOffice
) -> None:
    for hours in range(0, 24, 3):
        deliver(NOW + timedelta(hours=hours), office.url)
    for name in ("hang", "drop"):
        first, second = office.to(f"{name}@example.org")
        assert first == second
        assert (seen()[name]["state"], seen()[name]["repeated"]) == ("unknown", True)


def test_a_server_that_is_away_for_a_day_costs_a_day(
    seen: Any, office: PostOffice, engine: Engine
) -> None:
    nowhere = f"smtp://127.0.0.1:{unused_port()}"
    for hours in range(24):
        assert deliver(NOW + timedelta(hours=hours), nowhere) == 0
    assert {letter["state"] for letter in seen().values()} == {"queued"}
    with reading(engine) as session:
        assert not readiness(session, NOW + timedelta(days=1)).ready
    deliver(NOW + timedelta(hours=30), office.url)
    arrived = Counter(address for address, _ in office.received)
    assert len([a for a in arrived if a.startswith("fine")]) == 8
    assert set(arrived.values()) == {1}
