"""Parties sign in with a real identity provider, and nothing else passes for that."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from actions.change_assurance import record_cvr
from actions.load import seat_by_code
from api.pages.party_identity import SIGNED
from models.database import reading, transaction
from models.event import Event, EventPrivate
from models.round import Round
from models.settings import get_settings
from models.vocabulary import Role
from tests.builders import BY, NOW, sandbox_round
from tests.oidc.demanding import OTHERS, OURS, demanding
from tests.oidc.signing_in import CLIENT, provider, signs_in
from tests.pages.browsing import HTML, Visitor, errors_in, words_of
from tests.pages.links import ANSWER, FORM, JSON, PARTY, form_as_it_stands, rows, token_of
from tests.web import application

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CALLBACK = "http://127.0.0.1:8000/oidc/callback"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider(CALLBACK) as address:
        yield address


@pytest.fixture
def client(engine: object, environment: pytest.MonkeyPatch, issuer: str) -> Iterator[TestClient]:
    for name, value in {"oidc_issuer": issuer, **CLIENT}.items():
        environment.setenv(f"RAMMEAFTALE_{name.upper()}", value)
    get_settings.cache_clear()
    with TestClient(application(), follow_redirects=False) as client:
        yield client


@pytest.fixture
def token(client: TestClient) -> str:
    with transaction() as session:
        return token_of(session, demanding(session))


def leaves(client: TestClient, token: str) -> str:
    answer = client.get(f"/s/{token}/signin", headers=HTML)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def comes_back(client: TestClient, address: str, **changes: str) -> Response:
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return client.get(f"{parts.path}?{urlencode(query)}", headers=HTML)


def test_who_signs_in_for_the_organisation_answers(client: TestClient, token: str) -> None:
    before = rows()
    asked = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "Log ind med MitID Erhverv" in asked
    refused = client.post(f"/s/{token}/answer", data=FORM, headers=HTML)
    assert (refused.status_code, "Log ind" in errors_in(refused)[0]) == (403, True)
    kept = form_as_it_stands(refused.text).values
    assert (kept["outcome"], kept["decided_on"]) == ("approved", FORM["decided_on"])
    assert client.post(f"/s/{token}/answer", json=ANSWER).status_code == 403

    out = leaves(client, token)
    asked_for = parse_qs(urlsplit(out).query)
    assert asked_for["code_challenge_method"] == ["S256"]
    assert token not in out  # the provider is told nothing of the link
    back = signs_in(out, f"anna:{OURS}", CALLBACK)
    answer = comes_back(client, back)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/s/{token}")
    assert rows() == before

    assert f"Du er logget ind for Faxe Kommune (CVR-nummer {OURS})" in words_of(
        client.get(f"/s/{token}", headers=HTML)
    )
    told = client.post(f"/s/{token}/answer", json=ANSWER)
    assert (told.status_code, told.json()["assurance"]) == (201, "oidc")
    with reading() as session:
        event = session.exec(select(Event).where(Event.kind == "seat.answered")).one()
        private = session.get_one(EventPrivate, event.id)
    assert event.payload["assurance"] == "oidc"
    assert (private.data["subject"], private.data["cvr"]) == (f"anna:{OURS}", OURS)

    again = comes_back(client, back)  # the same address once more
    assert again.status_code == 400


@pytest.mark.parametrize(
    ("login", "change", "status", "said"),
    [
        (f"bo:{OTHERS}", {}, 403, f"Du er logget ind for CVR-nummer {OTHERS}"),
        ("bo:", {}, 403, "CVR-nummer ukendt"),
        (f"bo:{OURS}", {"state": "0" * 64}, 400, "Login blev ikke gennemført"),
        (f"bo:{OURS}", {"state": "æ"}, 400, "Login blev ikke gennemført"),
        (f"bo:{OURS}", {"code": ""}, 400, "Login blev ikke gennemført"),
        (f"bo:{OURS}", {"code": "guessed"}, 400, "Login blev ikke gennemført"),
    ],
)
def test_what_does_not_pass(
    client: TestClient, token: str, login: str, change: dict[str, str], status: int, said: str
) -> None:
    before = rows()
    back = signs_in(leaves(client, token), login, CALLBACK)
    answer = comes_back(client, back, **change)
    assert (answer.status_code, said in words_of(answer)) == (status, True)
    assert SIGNED not in client.cookies
    assert client.post(f"/s/{token}/answer", json=ANSWER).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("name", ["nonce", "code_challenge"])
def test_a_request_that_was_changed_on_the_way(client: TestClient, token: str, name: str) -> None:
    parts = urlsplit(leaves(client, token))
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    changed = f"{parts._replace(query='').geturl()}?{urlencode(asked | {name: 'x' * 43})}"
    back = signs_in(changed, f"bo:{OURS}", CALLBACK)
    assert comes_back(client, back).status_code == 400


def test_another_browser_and_another_link_get_nothing(client: TestClient, token: str) -> None:
    back = signs_in(leaves(client, token), f"anna:{OURS}", CALLBACK)
    with TestClient(application(), follow_redirects=False) as another:
        assert comes_back(another, back).status_code == 400
    comes_back(client, back)
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        record_cvr(session, round_, seat_by_code(session, round_, "259"), OURS, NOW, BY)
        other = token_of(session, round_, "259")
    assert client.post(f"/s/{other}/answer", json=ANSWER).status_code == 403


def test_the_provider_is_down(
    client: TestClient, token: str, environment: pytest.MonkeyPatch
) -> None:
    back = signs_in(leaves(client, token), f"anna:{OURS}", CALLBACK)
    environment.setenv("RAMMEAFTALE_OIDC_ISSUER", "http://127.0.0.1:9")
    get_settings.cache_clear()
    gone = client.get(f"/s/{token}/signin", headers=HTML)
    assert (gone.status_code, "Login svarer ikke" in words_of(gone)) == (403, True)
    answer = comes_back(client, back)
    assert (answer.status_code, "Login svarer ikke" in words_of(answer)) == (503, True)
    assert client.get(f"/s/{token}", headers=HTML).status_code == 200  # what is asked is still read


def test_a_link_round_asks_for_no_sign_in(client: TestClient) -> None:
    with transaction() as session:
        token = token_of(session, sandbox_round(session))
    assert client.get(f"/s/{token}/signin").headers["location"] == f"/s/{token}"
    assert client.get(f"/s/{token}", headers=JSON).json()["round"]["assurance"] == "link"
    assert client.post(f"/s/{token}/answer", json=ANSWER).json()["assurance"] == "link"


def test_what_it_takes_is_decided_in_the_draft(
    client: TestClient, environment: pytest.MonkeyPatch
) -> None:
    desk = Visitor(client, Role.SECRETARIAT)
    with transaction() as session:
        sandbox_round(session, start=False)
    page = "/rounds/1/assurance"
    assert desk.post(page, {"assurance": "on_behalf"}).status_code == 422
    assert desk.post(page, {"assurance": "oidc"}).status_code == 303
    assert "mangler et CVR-nummer" in words_of(desk.get("/rounds/1"))
    seat = f"/rounds/1/seats/{PARTY}"
    assert errors_in(desk.post(f"{seat}/cvr", {"cvr": "1234567"})) == [
        "Et CVR-nummer er på otte cifre, f.eks. 12345678."
    ]
    assert desk.post(f"{seat}/cvr", {"cvr": "12 34 56 78"}).status_code == 303
    assert desk.post(page, {"assurance": "link"}).status_code == 303
    environment.delenv("RAMMEAFTALE_OIDC_ISSUER")
    get_settings.cache_clear()
    unset = desk.post(page, {"assurance": "oidc"})
    assert (unset.status_code, "ikke sat op" in errors_in(unset)[0]) == (409, True)
    desk.post("/rounds/1/start")
    assert desk.post(page, {"assurance": "link"}).status_code == 409


def test_numbers_are_taken_over_from_the_round_before(client: TestClient) -> None:
    with transaction() as session:
        demanding(session)
        again = demanding(session)
        assert seat_by_code(session, again, PARTY).cvr == OURS
