"""The real application, and the programs that hold its keys."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.vocabulary import Role
from tests.api.program import Program
from tests.web import application


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    """An unexpected error is seen as its status, as a caller would see it."""
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def secretariat(client: TestClient) -> Program:
    return Program.with_key(client, Role.SECRETARIAT)


@pytest.fixture
def reader(client: TestClient) -> Program:
    return Program.with_key(client, Role.READER)


@pytest.fixture
def stranger(client: TestClient) -> Program:
    return Program(client)
