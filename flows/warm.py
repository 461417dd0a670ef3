"""Our worker type: it runs flows inside its own warm process (docs/adr/0003-warm-worker.md).

A stock worker starts a Python process for each run, which costs most of ten seconds before the
flow's first line. Here a flow is imported once, by the module path in its deployment, and each run
is a thread. Nothing is pulled or cloned; the code is what is installed beside the worker.
"""

import asyncio
import json
import re
from collections.abc import Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from anyio import to_thread
from anyio.abc import TaskStatus
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import Flow as ApiFlow
from prefect.client.schemas.objects import FlowRun, State, StateType, WorkPool
from prefect.client.schemas.responses import DeploymentResponse, WorkerFlowRunResponse
from prefect.flow_engine import run_flow
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.states import Cancelled, Scheduled
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult
from pydantic import PrivateAttr

TYPE = "rammeaftale"
OUR_FLOW = re.compile(r"flows\.[a-z_]+\.[a-z_]+")


class WarmJob(BaseJobConfiguration):
    """One run to be: `entrypoint` is its deployment's, null for a run without a deployment."""

    _entrypoint: str | None = PrivateAttr(default=None)

    def prepare_for_flow_run(
        self,
        flow_run: FlowRun,
        deployment: DeploymentResponse | None = None,
        flow: ApiFlow | None = None,
        work_pool: WorkPool | None = None,
        worker_name: str | None = None,
        worker_id: UUID | None = None,
    ) -> None:
        super().prepare_for_flow_run(flow_run, deployment, flow, work_pool, worker_name, worker_id)
        self._entrypoint = deployment.entrypoint if deployment else None

    def load(self) -> Flow[Any, Any]:
        """The flow, imported at its first run. Refuses code from elsewhere: whoever reaches the
        Prefect API decides what an entrypoint says, and must not decide what we import."""
        if not self._entrypoint or not OUR_FLOW.fullmatch(self._entrypoint):
            raise ValueError(f"this worker runs our own flows only, not {self._entrypoint!r}")
        return load_flow_from_entrypoint(self._entrypoint, use_placeholder_flow=False)


class WarmResult(BaseWorkerResult):
    """How a run left the worker; a flow's own failure is in its state, so 0 as well."""


class WarmWorker(BaseWorker[WarmJob, BaseVariables, WarmResult]):
    """Polls a work pool and runs what is due in threads of this process.

    heartbeat  file touched after every poll the server answered, for whoever watches us
    """

    type = TYPE
    job_configuration = WarmJob
    _description = "Runs the flows of rammeaftale inside one warm process."

    def __init__(self, *args: Any, heartbeat: Path | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._heartbeat = heartbeat
        self._recovered = False

    async def run(
        self,
        flow_run: FlowRun,
        configuration: WarmJob,
        task_status: TaskStatus[int] | None = None,
    ) -> WarmResult:
        """Stopping the worker waits for the thread: a run is never abandoned half way."""
        flow = await to_thread.run_sync(configuration.load)
        if task_status is not None:
            task_status.started(1)
        await to_thread.run_sync(partial(_run, flow, flow_run))
        return WarmResult(identifier=str(flow_run.id), status_code=0)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        if self._has_successfully_synced and not self._recovered:
            await self._recover()
        started = await super().get_and_submit_flow_runs()
        if self._heartbeat and self._has_successfully_synced:
            self._heartbeat.touch()
        return started

    async def _recover(self) -> None:
        """Queue again what an earlier life of this worker was killed over: those runs would stay
        "Running" for ever, and a doorbell's run has no schedule to come after it."""
        unfinished = await self.client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(
                    type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING])
                )
            ),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[self.work_pool.name])),
        )
        for run in unfinished:
            if run.labels.get("prefect.worker.name") == self.name:
                again: State[Any] = Scheduled(
                    name="AwaitingRetry", message="Its worker was killed."
                )
                await self.client.set_flow_run_state(run.id, again, force=True)
        self._recovered = True

    async def _get_scheduled_flow_runs(self) -> list[WorkerFlowRunResponse]:
        """After downtime Prefect hands over every missed occurrence; only the last one counts."""
        due = await super()._get_scheduled_flow_runs()
        kept = {_sameness(entry.flow_run): entry for entry in _oldest_first(due)}
        for entry in due:
            if entry is not kept[_sameness(entry.flow_run)]:
                superseded: State[Any] = Cancelled(message="A later run of this is due as well.")
                await self.client.set_flow_run_state(entry.flow_run.id, superseded)
        return list(kept.values())


def _run(flow: Flow[Any, Any], flow_run: FlowRun) -> None:
    """One run from Pending to its final state, in a thread; the main thread keeps the signals."""
    outcome = run_flow(flow, flow_run=flow_run, return_type="state")
    if isinstance(outcome, Coroutine):
        asyncio.run(outcome)


def _sameness(run: FlowRun) -> tuple[UUID | None, str]:
    """Runs that agree in this would do the same work."""
    return run.deployment_id, json.dumps(run.parameters, sort_keys=True, default=str)


def _oldest_first(due: Iterable[WorkerFlowRunResponse]) -> list[WorkerFlowRunResponse]:
    return sorted(due, key=lambda entry: str(entry.flow_run.next_scheduled_start_time))
