"""Whatever the OpenAPI document allows, and some that it does not, is answered: never by a 5xx.

schemathesis makes the requests, for every operation, with a key of each role and without.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from sqlalchemy import Engine

from models.database import transaction
from models.vocabulary import Role
from tests.api.program import API, Program
from tests.builders import real_round, sandbox_round
from tests.web import application

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EXAMPLES = {Role.SECRETARIAT: 12, Role.READER: 3, None: 1}
REACHED = {Role.SECRETARIAT: 20, Role.READER: 10, None: 0}  # operations that did what was asked
KNOWN = {"round_id": (1, 2, 3), "code": ("320", "851", "1085"), "key": ("kkr_approval",)}
"""Places that are there, so that what is asked reaches more than the look-up of a round."""


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    with transaction() as session:
        sandbox_round(session)
        real_round(session)
        sandbox_round(session, start=False)
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("role", EXAMPLES)
def test_no_operation_fails(client: TestClient, role: Role | None) -> None:
    key = Program.with_key(client, role).key if role else ""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    document = client.get(f"{API}/openapi.json").json()
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) > 60
    failed: list[str] = []
    accepted = 0
    for operation in operations:
        told = _asked(client, operation, headers, EXAMPLES[role])
        failed += [words for status, words in told if status >= 500]
        accepted += any(200 <= status < 300 for status, _ in told)
    assert failed == []
    assert accepted >= REACHED[role]


def _asked(
    client: TestClient, operation: Any, headers: dict[str, str], examples: int
) -> list[tuple[int, str]]:
    """The status of every answer, with what was asked."""
    told: list[tuple[int, str]] = []
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    either = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=either, known=st.booleans(), at=st.integers(0, 2))
    def ask(case: Any, known: bool, at: int) -> None:
        places = dict(case.path_parameters or {})
        if known:
            places |= {n: v[at % len(v)] for n, v in KNOWN.items() if n in places}
        status = _send(client, case, places, headers).status_code
        told.append((status, f"{operation.label} {places} {case.query} {case.body!r}: {status}"))

    ask()
    return told


def _send(client: TestClient, case: Any, places: dict[str, Any], headers: dict[str, str]) -> Any:
    case.path_parameters = places
    request = case.as_transport_kwargs(base_url=f"http://testserver{API}", headers=headers)
    body = request.pop("data", None)
    raw = {"content": body} if isinstance(body, bytes) else {"data": body}
    del request["cookies"]  # no operation has any
    return client.request(**request, **raw)
