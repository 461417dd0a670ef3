"""Problem details: what a program is told about a body that cannot be read."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.problems import install
from api.v1.types import Input


class Body(Input):
    name: str


def post(body: Body) -> str:
    return body.name


def test_a_body_that_is_not_json_names_the_body_and_where() -> None:
    app = FastAPI()
    install(app)
    app.post("/")(post)
    headers = {"Content-Type": "application/json"}
    answer = TestClient(app).post("/", content='{"name":', headers=headers)
    assert answer.status_code == 422
    assert answer.json()["field"] == "body"
    assert answer.json()["detail"] == "body: not JSON at character 8"
