"""One running service for the journeys, with a mail server beside it."""

from collections.abc import Iterator

import pytest

from tests.journey.service import Inbox, Service


@pytest.fixture(scope="session")
def inbox() -> Iterator[Inbox]:
    with Inbox().open() as inbox:
        yield inbox


@pytest.fixture(scope="session")
def service(inbox: Inbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service"), inbox.port)
    try:
        service.start()
        yield service
    finally:
        code = service.stop()
    assert code == 0
