"""`confirmations.py COUNT FOLDER`: a paused flow run per party, resumed with the party's answer.

Prefect's server with its own SQLite database runs beside for as long as this takes. Each run waits
in a thread for its input and then writes the confirmation's four rows. What was measured is the
last line of stdout, as JSON: from the first resumption to the last row that is durable, and before
that from the first start until all wait.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from ground import ANSWER, DEADLINE, open_sqlite, parties, receipt, rounds, statements
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.flow_runs import pause_flow_run, resume_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from prefect.testing.utilities import prefect_test_harness

from benchmarks.harness.processes import cpu_seconds

URL = f"sqlite:///{Path(sys.argv[2]) / 'rows.db'}"
POLL_SECONDS = 1  # ten unless said
WITHIN = 240.0
TITLE = "Rammeaftale 1"


class Confirmation(RunInput):
    outcome: str
    decided_on: str
    name: str
    title: str
    version: int


runs: dict[int, str] = {}


@flow(name="ask-party", log_prints=False)
def ask_party(party_id: int, name: str, email: str) -> None:
    runs[party_id] = str(flow_run.id)
    given = pause_flow_run(
        wait_for_input=Confirmation, timeout=3600, poll_interval=POLL_SECONDS
    ).model_dump(mode="json")
    write(party_id, name, email, given)


def write(party_id: int, name: str, email: str, given: dict) -> None:
    db, now = open_sqlite(URL), datetime.now(UTC).isoformat()
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "UPDATE bench_party SET state = 'confirmed', outcome = ?, decided_on = ?,"
        " answered_by = ?, version = version + 1 WHERE id = ? AND version = ?",
        (given["outcome"], given["decided_on"], given["name"], party_id, given["version"]),
    )
    db.execute(
        "UPDATE bench_round SET answered = answered + 1, approved = approved + 1 WHERE id = 1"
    )
    db.execute(
        "INSERT INTO bench_event (round_id, party_id, kind, at, payload) VALUES (1, ?, ?, ?, ?)",
        (party_id, "confirmed", now, json.dumps(given)),
    )
    subject, body = receipt(name, TITLE, given)
    db.execute(
        "INSERT INTO bench_letter (key, party_id, to_address, subject, body, state, due_at)"
        " VALUES (?, ?, ?, ?, ?, 'queued', ?)",
        (f"receipt:{party_id}", party_id, email, subject, body, now),
    )
    db.execute("COMMIT")
    db.close()


def confirm(id_: int) -> str:
    """The page's state, and the answer."""
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(runs[id_]).state_name
    resume_flow_run(runs[id_], run_input=ANSWER)
    return state


def until(what: str, count: int, look: object) -> None:
    deadline = time.monotonic() + WITHIN
    while look() < count:
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def paused() -> int:
    with get_client(sync_client=True) as client:
        return sum(client.read_flow_run(id_).state_name == "Paused" for id_ in runs.values())


def main(count: int) -> dict[str, float]:
    db, people = open_sqlite(URL), list(parties(1, count))
    for statement in statements("sqlite"):
        db.execute(statement)
    for id_, title in rounds(1):
        db.execute(
            "INSERT INTO bench_round VALUES (?, ?, ?, ?, 0, 0)", (id_, title, DEADLINE, count)
        )
    db.executemany(
        "INSERT INTO bench_party (id, round_id, name, email, token, state, version)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', 1)",
        people,
    )
    confirmed = "SELECT count(*) FROM bench_letter"
    with ThreadPoolExecutor(2 * count) as pool:
        cpu, began = cpu_seconds(os.getpid()), time.monotonic()
        for id_, _, name, email, _ in people:
            pool.submit(ask_party, id_, name, email)
        until("all wait", count, lambda: len(runs))
        until("all wait", count, paused)
        start = (time.monotonic() - began) * 1000 / count
        start_cpu = (cpu_seconds(os.getpid()) - cpu) * 1000 / count
        cpu, began = cpu_seconds(os.getpid()), time.monotonic()
        list(pool.map(confirm, runs))
        until("all confirmed", count, lambda: db.execute(confirmed).fetchone()[0])
        seconds = time.monotonic() - began
        return {
            "rate": count / seconds,
            "cpu_ms": (cpu_seconds(os.getpid()) - cpu) * 1000 / count,
            "start_ms": start,
            "start_cpu_ms": start_cpu,
            "exchanges": count,
        }


if __name__ == "__main__":
    with prefect_test_harness(server_startup_timeout=180):
        measured = main(int(sys.argv[1]))
    sys.stdout.write("\n" + json.dumps(measured) + "\n")
