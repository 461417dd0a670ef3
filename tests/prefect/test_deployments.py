"""`prefect.yaml` against the code it names: a template or event name that is wrong starts nothing
and tells nobody."""

from typing import Any

import pytest
from prefect.flows import Flow
from prefect.flows import load_flow_from_entrypoint as load
from ruamel.yaml import YAML

from cli.supervisor import CATCH_UP
from flows.warm import OUR_FLOW, TYPE, WarmJob
from models.event_kinds import KINDS
from tests.prefect.service import ROOT

FILE: dict[str, Any] = YAML(typ="safe").load(ROOT / "prefect.yaml")
DEPLOYMENTS: list[dict[str, Any]] = FILE["deployments"]
NAMES = [deployment["name"] for deployment in DEPLOYMENTS]


def test_nothing_is_pulled() -> None:
    assert FILE["pull"] == []


def test_what_up_rings_for_is_everything_there_is() -> None:
    assert sorted(CATCH_UP) == sorted(NAMES)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=NAMES)
def test_a_deployment_is_one_the_worker_runs(deployment: dict[str, Any]) -> None:
    assert deployment["work_pool"]["name"] == TYPE
    assert OUR_FLOW.fullmatch(deployment["entrypoint"])
    flow: Flow[Any, Any] = load(deployment["entrypoint"], use_placeholder_flow=False)
    moment = {} if flow.name in {"deliver", "mail-heads", "tariff-report"} else {"now": None}
    flow.validate_parameters({**moment, **deployment.get("parameters", {})})


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=NAMES)
def test_schedules_are_danish_and_spare_the_hours_that_summer_time_moves(
    deployment: dict[str, Any],
) -> None:
    for schedule in deployment.get("schedules", []):
        assert schedule["timezone"] == "Europe/Copenhagen"
        minute, hours = schedule["cron"].split()[:2]
        assert hours == "*" or not {"2", "3"} & set(hours.replace("-", ",").split(",")), minute


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=NAMES)
def test_triggers_wait_for_events_that_exist(deployment: dict[str, Any]) -> None:
    for trigger in deployment.get("triggers", []):
        assert set(trigger["expect"]) <= {f"rammeaftale.{kind}" for kind in KINDS}
        assert trigger["match"] == {"prefect.resource.id": "rammeaftale.round.*"}


@pytest.mark.parametrize(
    "entrypoint",
    [
        None,
        "",
        "os.system",
        "flows.warm.x.y",
        "flows.deliver:deliver",
        "flows.../x.py:f",
        "xflows.a.b",
    ],
)
def test_the_worker_imports_no_other_code(entrypoint: str | None) -> None:
    job = WarmJob()
    job._entrypoint = entrypoint
    with pytest.raises(ValueError, match="our own flows only"):
        job.load()
