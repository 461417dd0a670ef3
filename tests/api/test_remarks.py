"""Programs read what was remarked, and answer it to all."""

import pytest
from fastapi.testclient import TestClient

from models.database import transaction
from models.vocabulary import Outcome, Role
from tests.api.program import Program, problem
from tests.builders import answer, sandbox_round

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIST = "/rounds/1/remarks"


def test_a_list_is_read_and_answered(client: TestClient, secretariat: Program) -> None:
    remarks = Outcome.APPROVED_WITH_REMARKS
    with transaction() as session:
        round_ = sandbox_round(session)
        answer(session, round_, "253", outcome=remarks, remarks="Tak")
        answer(session, round_, "265", outcome=remarks, remarks="Hemmeligt", closed_item=True)
    said, closed = secretariat.get(LIST).json()["items"]
    assert (said["party"], said["text"], said["reply"]) == ("253", "Tak", None)
    assert (closed["party"], closed["text"], closed["closed_item"]) == ("265", None, True)

    def reply(answer_id: object, words: str = "Selv tak") -> dict[str, object]:
        return {"answer": answer_id, "words": words}

    post = f"{LIST}/replies"
    twice = {"replies": [reply(said["answer"]), reply(said["answer"])]}
    problem(secretariat.post(post, twice), 422, "replies")
    empty = {"replies": [reply(said["answer"], " ")]}
    problem(secretariat.post(post, empty), 422, f"replies.{said['answer']}")
    for other in (closed["answer"], 999):
        problem(secretariat.post(post, {"replies": [reply(other)]}), 409)
    reader = Program.with_key(client, Role.READER)
    problem(reader.post(post, {"replies": [reply(said["answer"])]}), 403)

    done = secretariat.post(post, {"replies": [reply(said["answer"])]})
    assert (done.status_code, done.json()["letters"]) == (202, 18)
    (told, _) = reader.get(LIST).json()["items"]
    assert (told["reply"], told["replied_at"][:4]) == ("Selv tak", "2020")
    problem(secretariat.post(post, {"replies": [reply(said["answer"])]}), 409)
