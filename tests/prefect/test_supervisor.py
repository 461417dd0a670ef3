"""`up` keeps its children up, takes them down, and is the only one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from cli.prefect_process import PrefectProcess, free_port
from models.settings import Settings
from tests.patience import PATIENCE, eventually
from tests.prefect.service import NOWHERE, ROOT, Service, running, start

IGNORES = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('ignores'); time.sleep(600)"
)
STUBBORN = (sys.executable, "-uc", IGNORES)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("name", ["web", "worker", "prefect"])
def test_a_killed_child_is_started_again(prefect_server: Service, name: str) -> None:
    before = prefect_server.children()
    os.kill(before[name], signal.SIGKILL)
    eventually(lambda: prefect_server.children().get(name, before[name]) != before[name])
    assert (
        f"rammeaftale: {name} was killed by signal 9, starting it again in" in prefect_server.errors
    )

    def whole() -> bool:
        try:
            httpx.get(f"http://127.0.0.1:{prefect_server.port}")
            prefect_server.prefect("GET", "/health")
        except httpx.TransportError:
            return False
        return True

    eventually(whole)
    prefect_server.completed(prefect_server.start_run("deliver-sandbox"))
    others = {child: pid for child, pid in before.items() if child != name}
    assert prefect_server.children().items() >= others.items(), "the others were left alone"


def test_only_one_up_per_data_dir(prefect_server: Service) -> None:
    data_dir = prefect_server.data_dir
    command = "import sys; from cli.supervisor import up; from models.settings import get_settings;"
    second = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{command} sys.exit(up(get_settings(), [], [], port={free_port()}))",
        ],
        cwd=ROOT,
        env={**os.environ, "RAMMEAFTALE_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    pid = prefect_server.process.pid
    assert second.stderr == f"rammeaftale: already running on {data_dir} (process {pid})\n"


def test_a_port_in_use_is_refused_before_anything_starts(
    prefect_server: Service, tmp_path: Path
) -> None:
    second = start(tmp_path, port=prefect_server.port)
    assert second.process.wait(PATIENCE) == 2
    assert second.errors == (
        f"rammeaftale: cannot listen on 127.0.0.1:{prefect_server.port}: Address already in use\n"
    )
    assert not (tmp_path / "logs").exists()


def test_told_to_stop_while_prefect_is_booting(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        eventually(lambda: f"http://127.0.0.1:{service.port}" in service.output)
        assert service.children().keys() >= {"web", "prefect"}
    assert not (tmp_path / "prefect" / "address").exists()


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_twice_it_does_not_wait(tmp_path: Path, first: signal.Signals) -> None:
    service = start(tmp_path, prefect_api_url=NOWHERE, web=STUBBORN, timing="Timing(grace=3600)")
    web = eventually(lambda: service.children().get("web"))
    eventually(lambda: "ignores" in (tmp_path / "logs" / "web.log").read_text())
    service.process.send_signal(first)
    with pytest.raises(subprocess.TimeoutExpired):
        service.process.wait(0.5)
    service.process.send_signal(signal.SIGINT)
    assert service.process.wait(PATIENCE) == 0
    assert not alive(web)


def test_a_child_that_ignores_sigterm_is_killed_after_the_grace(tmp_path: Path) -> None:
    service = start(tmp_path, prefect_api_url=NOWHERE, web=STUBBORN, timing="Timing(grace=1)")
    web = eventually(lambda: service.children().get("web"))
    eventually(lambda: "ignores" in (tmp_path / "logs" / "web.log").read_text())
    service.process.terminate()
    assert service.process.wait(PATIENCE) == 0
    assert not alive(web)


def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    service = start(tmp_path)
    eventually(lambda: service.children().keys() >= {"web", "prefect"})
    pids = service.children().values()
    service.process.kill()
    eventually(lambda: not any(alive(pid) for pid in pids))
    service.process.wait()


def test_a_prefect_that_does_nothing_is_started_anew(tmp_path: Path) -> None:
    with running(tmp_path, timing="Timing(look=0.05, stuck=1)") as service:
        frozen = eventually(lambda: service.children().get("prefect"))
        os.kill(frozen, signal.SIGSTOP)
        eventually(lambda: service.children().get("prefect", frozen) != frozen)
        assert "Prefect has done nothing for 1 s, starting it anew" in service.errors


def test_a_frozen_child_does_not_keep_the_others_from_stopping(tmp_path: Path) -> None:
    with running(tmp_path, timing="Timing(grace=2)") as service:
        os.kill(eventually(lambda: service.children().get("prefect")), signal.SIGSTOP)


def test_tick_bridges_an_outage(tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    tick = f"with open({str(ticks)!r}, 'a') as f: f.write('tick\\n')"
    timing = "Timing(look=0.05, outage=0.2, tick=0.2)"
    with running(tmp_path, prefect_api_url=NOWHERE, tick=tick, timing=timing) as service:
        eventually(lambda: ticks.exists() and ticks.read_text().count("tick") >= 3)
        assert service.errors == ""


def test_a_failing_tick_is_told(tmp_path: Path) -> None:
    timing = "Timing(look=0.05, outage=0.2, tick=0.2)"
    with running(tmp_path, prefect_api_url=NOWHERE, tick="exit(3)", timing=timing) as service:
        eventually(lambda: "rammeaftale: tick ended with code 3, see " in service.errors)


def test_the_supervisor_stays_light() -> None:
    code = (
        "import sys, cli.supervisor; print({'prefect', 'fastapi', 'sqlalchemy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_the_embedded_server_forgets_old_runs(tmp_path: Path) -> None:
    """Asked of Prefect itself, in the environment the server gets: names of settings do change."""
    settings = Settings(data_dir=tmp_path, prefect_api_url="")
    code = (
        "from prefect.settings import get_current_settings; s = get_current_settings();"
        "vacuum, api = s.server.services.db_vacuum, s.server.api;"
        "print(sorted(vacuum.enabled_vacuum_types), vacuum.retention_period.days);"
        "print(s.server.ui.enabled, s.server.analytics_enabled, api.auth_string is not None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=PrefectProcess(settings).environment(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['events', 'flow_runs', 'orphans'] 7\nFalse False True\n"
