"""Prefect carries time: against the real server, worker and deployments."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from actions.record import record
from cli.supervisor import CATCH_UP
from models.database import make_engine, transaction
from models.round import Round
from rules.policy import STEP_MINUTES
from tests.patience import eventually
from tests.prefect.service import ROOT, Service

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MISSED = "2026-01-01T08:00:00Z"  # a scheduled run at this minute is another one


def test_a_run_goes_from_created_to_completed(prefect_server: Service) -> None:
    run = prefect_server.completed(prefect_server.start_run("deliver-sandbox"))
    assert run["run_count"] == 1


def test_scheduled_runs_exist_after_deploy(prefect_server: Service) -> None:
    """With a SQLAlchemy that Prefect does not know, its scheduler makes none and hardly says so."""
    wanted = {"deliver", "remind", "advance", "mail-heads", "tariff-report"}

    def scheduled() -> dict[str, list[datetime]] | None:
        names = {
            prefect_server.deployment(name)["id"]: name for name in (*wanted, "deliver-sandbox")
        }
        query = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "limit": 200}
        found: dict[str, list[datetime]] = {}
        for run in prefect_server.prefect("POST", "/flow_runs/filter", query):
            if run["auto_scheduled"]:
                moment = datetime.fromisoformat(run["next_scheduled_start_time"])
                found.setdefault(names[run["deployment_id"]], []).append(moment)
        return found if set(found) >= wanted else None

    runs = eventually(scheduled)
    assert set(runs) == wanted, "sandbox letters have no schedule"
    mornings = {moment.astimezone(COPENHAGEN) for moment in runs["remind"]}
    assert {morning.hour for morning in mornings} <= set(range(6, 17))
    assert all(morning.minute % STEP_MINUTES == 0 for morning in mornings)
    assert all(morning.isoweekday() <= 5 for morning in mornings)
    assert {moment.minute for moment in runs["advance"]} == {5}


def by_hand(service: Service, *command: str) -> None:
    """As on another machine: with the server's address and password only."""
    address = (service.data_dir / "prefect" / "address").read_text()
    credentials = address.partition("://")[2].partition("@")[0]
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={
            **os.environ,
            "PREFECT_HOME": str(service.data_dir / "by-hand"),
            "RAMMEAFTALE_PREFECT_API_URL": address.replace(f"{credentials}@", ""),
            "PREFECT_API_URL": address.replace(f"{credentials}@", ""),
            "PREFECT_API_AUTH_STRING": credentials,
        },
        check=True,
        capture_output=True,
    )


def test_a_worker_makes_its_pool(prefect_server: Service) -> None:
    by_hand(prefect_server, "flows.worker", "--pool", "another", "--once")
    assert prefect_server.prefect("GET", "/work_pools/another")["type"] == "rammeaftale"


def test_deploying_again_changes_nothing(prefect_server: Service) -> None:
    def deployed() -> Any:
        deployments = prefect_server.prefect("POST", "/deployments/filter", {})
        automations = prefect_server.prefect("POST", "/automations/filter", {})
        return (
            sorted((d["name"], d["id"], len(d["schedules"])) for d in deployments),
            sorted((a["name"], a["enabled"]) for a in automations),
        )

    before = deployed()
    by_hand(prefect_server, "prefect", "--no-prompt", "deploy", "--all")
    assert deployed() == before
    assert [name for name, *_ in before[0]] == sorted(CATCH_UP)


def test_missed_occurrences_collapse_into_one(prefect_server: Service) -> None:
    worker = prefect_server.children()["worker"]
    os.kill(worker, signal.SIGSTOP)
    try:
        runs = [prefect_server.start_run("advance", now=MISSED) for _ in range(5)]
        other = prefect_server.start_run("advance", now="2026-01-02T08:00:00Z")
    finally:
        os.kill(worker, signal.SIGCONT)
    prefect_server.completed(runs[-1])
    prefect_server.completed(other)
    states = Counter(prefect_server.run(run)["state_type"] for run in runs)
    assert states == {"COMPLETED": 1, "CANCELLED": 4}


def test_after_a_day_without_prefect_one_run_does_the_work_of_all(prefect_server: Service) -> None:
    """What its scheduler had laid out ahead has become late: 100 of a deployment at most."""
    deployment = prefect_server.deployment("deliver-sandbox")["id"]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    worker = prefect_server.children()["worker"]
    os.kill(worker, signal.SIGSTOP)
    try:
        runs = [
            prefect_server.prefect(
                "POST",
                f"/deployments/{deployment}/create_flow_run",
                {"state": late(yesterday + timedelta(minutes=36 * number))},
            )["id"]
            for number in range(40)
        ]
    finally:
        os.kill(worker, signal.SIGCONT)
    prefect_server.completed(runs[-1])
    states = Counter(prefect_server.run(run)["state_type"] for run in runs)
    assert states == {"COMPLETED": 1, "CANCELLED": 39}


def late(scheduled: datetime) -> dict[str, Any]:
    details = {"scheduled_time": scheduled.isoformat()}
    return {"type": "SCHEDULED", "name": "Late", "state_details": details}


@pytest.mark.parametrize("now", ["2126-01-01T08:00:00Z", "2026-01-01T08:00:00"])
def test_a_moment_that_has_not_come_or_has_no_zone_fails(prefect_server: Service, now: str) -> None:
    run = prefect_server.start_run("advance", now=now)
    path = f"/flow_runs/{run}"
    eventually(
        lambda: prefect_server.prefect("GET", path)["state_name"] in {"AwaitingRetry", "Failed"}
    )
    prefect_server.prefect(
        "POST", f"{path}/set_state", {"state": {"type": "CANCELLED"}, "force": True}
    )


def test_a_run_whose_worker_was_killed_runs_again(prefect_server: Service) -> None:
    """The run is held in its middle by the lock it needs."""
    worker = prefect_server.children()["worker"]
    engine = create_engine(f"sqlite:///{prefect_server.data_dir}/rammeaftale.db")
    with engine.connect() as connection:
        connection.execute(text("BEGIN IMMEDIATE"))
        run = prefect_server.start_run("advance", now=MISSED)
        eventually(lambda: prefect_server.run(run)["state_type"] == "RUNNING")
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: prefect_server.children().get("worker", worker) != worker)
    prefect_server.completed(run)


@pytest.mark.parametrize(
    ("kind", "deployment"), [("seat.answered", "advance"), ("round.closed", "tariff-report")]
)
def test_a_recorded_event_is_emitted_and_triggers_a_deployment(
    prefect_server: Service, kind: str, deployment: str
) -> None:
    engine = make_engine(f"sqlite:///{prefect_server.data_dir}/rammeaftale.db")
    key = f"{kind}:{uuid4()}"
    now = datetime.now(UTC)
    only_its_id: dict[str, Any] = {"id": 1}
    with transaction(engine) as session:
        record(
            session,
            "round:1",
            kind,
            key,
            now,
            {},
            round_=Round(**only_its_id),
            party_code="336",
        )
    prefect_server.start_run("deliver")
    query = {"filter": {"event": {"name": [f"rammeaftale.{kind}"]}}, "limit": 50}

    def emitted() -> list[Any]:
        events = prefect_server.prefect("POST", "/events/filter", query)["events"]
        return [event for event in events if event["payload"]["party"] == "336"]

    event = eventually(emitted)[0]
    assert set(event["payload"]) == {"round", "party", "at", "count"}

    def triggered() -> list[Any]:
        runs = prefect_server.prefect("POST", "/flow_runs/filter", {"limit": 200})
        automatic = (r for r in runs if (r["created_by"] or {}).get("type") == "AUTOMATION")
        return [run for run in automatic if run["deployment_id"] == wanted]

    wanted = prefect_server.deployment(deployment)["id"]
    prefect_server.completed(eventually(triggered)[0]["id"])
