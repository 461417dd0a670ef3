"""Facts about the machine and the software, to read figures with; none tells whose it is."""

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.harness.processes import ROOT

PACKAGES = (
    "aiosmtplib", "alembic", "fastapi", "httptools", "jinja2", "polars", "prefect", "psycopg",
    "pydantic", "sqlalchemy", "sqlmodel", "starlette", "uvicorn", "uvloop",
)  # fmt: skip


def facts(scratch: Path, databases: list[str]) -> dict[str, Any]:
    """`scratch` is where the databases of the run lie."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "databases": databases,
        "filesystem": filesystem(scratch),
        "fsync_ms": fsync(scratch),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def load() -> float:
    """Processes that wanted to run, on average over the last minute."""
    return os.getloadavg()[0]


def fsync(folder: Path, times: int = 300) -> dict[str, float]:
    """Milliseconds to write 4 KiB and wait until the disk says it has them."""
    path = folder / "fsync"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return {"median": round(median(taken), 3), "p99": round(quantiles(taken, n=100)[-1], 3)}


def filesystem(folder: Path) -> str:
    """The type of the file system that holds the folder."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    holding = [(point, kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(holding, default=("", "unknown"))[1]


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
