"""A program that talks to `/api/v1`."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from actions.sign_in import create_api_key
from models.database import transaction
from models.vocabulary import Role
from tests.builders import NOW

API = "/api/v1"


class Program:
    """With its key, or without one."""

    def __init__(self, client: TestClient, key: str = "") -> None:
        self.client, self.key = client, key

    @classmethod
    def with_key(cls, client: TestClient, role: Role) -> "Program":
        with transaction() as session:
            return cls(client, create_api_key(session, role, NOW)[1])

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(API + path, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Response:
        return self.client.post(API + path, json=body, headers=self._headers(headers))

    def put(self, path: str, body: Any = None, **headers: str) -> Response:
        return self.client.put(API + path, json=body, headers=self._headers(headers))

    def send(self, method: str, path: str, **request: Any) -> Response:
        """Any request, e.g. with a body that is no JSON."""
        headers = self._headers(request.pop("headers", {}))
        return self.client.request(method, API + path, headers=headers, **request)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.key}"} if self.key else {}) | more


def problem(answer: Response, status: int, field: str | None = None) -> str:
    """The sentence of a problem (RFC 9457), after its shape was checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "about:blank"
    assert told["status"] == status
    assert told["title"]
    if field is not None:
        assert told.get("field", "") == field, told
    return str(told["detail"])
