"""One running service for the journeys, with a mail server beside it; ended with the last of them,
since an idle Prefect takes a fifth of a core."""

from collections.abc import Generator, Iterator

import pytest

from tests.journey.service import Inbox, Service

LINES, WIDTH = 60, 240


@pytest.fixture(scope="package")
def inbox() -> Iterator[Inbox]:
    with Inbox().open() as inbox:
        yield inbox


@pytest.fixture(scope="package")
def service(inbox: Inbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service"), inbox.port)
    try:
        service.start()
        yield service
    finally:
        code = service.stop()
    assert code == 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that failed says what the processes had to say."""
    report = yield
    service = getattr(item, "funcargs", {}).get("service")
    if report.failed and isinstance(service, Service):
        for log in sorted(service.data_dir.glob("logs/*.log")):
            lines = log.read_text(errors="replace").splitlines()[-LINES:]
            report.sections.append((log.name, "\n".join(line[:WIDTH] for line in lines)))
    return report
