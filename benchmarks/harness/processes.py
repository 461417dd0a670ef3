"""Child processes: started, waited for, weighed by the CPU they used, and ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
READY_WITHIN = 60.0
CHILD = "benchmarks.harness.child"


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without what would decide for the product or a peer."""
    ours = ("RAMMEAFTALE_", "PREFECT_", "DBOS_", "DJANGO_", "PEER_", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "DO_NOT_TRACK": "1", **settings}


def in_child(
    function: str, environment: Mapping[str, str] | None = None, **parameters: object
) -> Any:
    """What `module:function` returns to a fresh process; RuntimeError with its last words."""
    done = subprocess.run(
        [sys.executable, "-m", CHILD, function],
        input=json.dumps(parameters),
        cwd=ROOT,
        env=dict(environment or clean_environment()),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{function} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def run(command: Sequence[str | Path], environment: Mapping[str, str], cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def running(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    log: Path,
    *,
    port: int | None = None,
    cwd: Path = ROOT,
) -> Iterator[subprocess.Popen[bytes]]:
    """The process, once it listens on `port`; ended with all it started when the block ends."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if port is not None:
            _wait_for(port, process, log)
        yield process
    except Exception as error:
        error.add_note(log.read_text(errors="replace")[-3000:])
        raise
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], grace: float = 15.0) -> None:
    """SIGTERM, then SIGKILL for it and its children, which are in a session of their own."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(grace)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(root: int) -> float:
    """User and system time of a process, its living descendants and its children that ended."""
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
            tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
            waiting += [int(child) for task in tasks for child in task.read_text().split()]
        except OSError:
            continue  # it ended while we looked
        fields = stat.rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) / TICKS
    return total


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing listens on the port:\n{log.read_text()[-3000:]}")
