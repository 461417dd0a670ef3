"""One workflow per party in one row: a confirmation loads it, completes its task and writes it."""

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from ground import open_sqlite, receipt
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

URL = os.environ["PEER_URL"]
SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
WORKFLOWS = "CREATE TABLE workflow (party_id INTEGER PRIMARY KEY, state TEXT NOT NULL)"
local = threading.local()


def connection():
    if not hasattr(local, "connection"):
        local.connection = open_sqlite(URL)
    return local.connection


def new_workflow(name: str) -> str:
    """Started and waiting at its one task."""
    parser = BpmnParser()
    parser.add_bpmn_file(str(Path(__file__).parent / "party.bpmn"))
    workflow = BpmnWorkflow(parser.get_spec("party"))
    workflow.data["name"] = name
    workflow.do_engine_steps()
    return SERIALIZER.serialize_json(workflow)


def waits(state: str) -> bool:
    workflow = SERIALIZER.deserialize_json(state)
    return bool(workflow.get_tasks(state=TaskState.READY, manual=True))


def confirm(token: str, given: dict) -> bool:
    """False when the party has confirmed already."""
    db = connection()
    db.execute("BEGIN IMMEDIATE")
    try:
        id_, round_id, name, email, state = db.execute(
            "SELECT p.id, p.round_id, p.name, p.email, w.state FROM bench_party p"
            " JOIN workflow w ON w.party_id = p.id WHERE p.token = ?",
            (token,),
        ).fetchone()
        workflow = SERIALIZER.deserialize_json(state)
        tasks = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not tasks:
            db.execute("ROLLBACK")
            return False
        tasks[0].data.update(given)
        tasks[0].run()
        workflow.do_engine_steps()
        now = datetime.now(UTC).isoformat()
        db.execute(
            "UPDATE workflow SET state = ? WHERE party_id = ?",
            (SERIALIZER.serialize_json(workflow), id_),
        )
        db.execute(
            "UPDATE bench_party SET state = 'confirmed', outcome = ?, decided_on = ?,"
            " answered_by = ?, version = version + 1 WHERE id = ?",
            (given["outcome"], given["decided_on"], given["name"], id_),
        )
        (title,) = db.execute(
            "UPDATE bench_round SET answered = answered + 1, approved = approved + 1"
            " WHERE id = ? RETURNING title",
            (round_id,),
        ).fetchone()
        db.execute(
            "INSERT INTO bench_event (round_id, party_id, kind, at, payload)"
            " VALUES (?, ?, ?, ?, ?)",
            (round_id, id_, "confirmed", now, json.dumps(given)),
        )
        subject, body = receipt(name, title, given)
        db.execute(
            "INSERT INTO bench_letter (key, party_id, to_address, subject, body, state, due_at)"
            " VALUES (?, ?, ?, ?, ?, 'queued', ?)",
            (f"receipt:{id_}", id_, email, subject, body, now),
        )
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return True
