"""The real application on a temporary SQLite file, and who visits it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.database import transaction
from models.vocabulary import Role
from tests.builders import sandbox_round
from tests.pages.browsing import Visitor
from tests.pages.links import token_of
from tests.web import application


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    with TestClient(application(), follow_redirects=False) as client:
        yield client


@pytest.fixture
def desk(client: TestClient) -> Visitor:
    """Somebody of the secretariat."""
    return Visitor(client, Role.SECRETARIAT)


@pytest.fixture
def reader(client: TestClient) -> Visitor:
    return Visitor(client, Role.READER)


@pytest.fixture
def stranger(client: TestClient) -> Visitor:
    return Visitor(client)


@pytest.fixture
def token(client: TestClient) -> str:
    """Faxe's link in an open sandbox round."""
    with transaction() as session:
        return token_of(session, sandbox_round(session))
