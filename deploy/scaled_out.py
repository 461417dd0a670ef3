"""A scaled-out installation on one machine: `python -m deploy.scaled_out`.

What would be many machines, with nothing shared but PostgreSQL: three web processes on three ports,
a Prefect server with its own database and basic authentication, two workers on one work pool;
`migrate` as the tables' owner before, `prefect --no-prompt deploy --all` after. What dies is
started again, SIGTERM stops everything.

Without --owner-url it runs a PostgreSQL cluster of its own in --data-dir, to be tried out. With it
the environment says the rest, as it does on real machines: RAMMEAFTALE_DATABASE_URL (as the role of
the service), RAMMEAFTALE_SECRET_KEY, PREFECT_SERVER_DATABASE_CONNECTION_URL and
PREFECT_SERVER_API_AUTH_STRING (user:password). Either way `environment` in --data-dir is what
commands want to be told.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url

from cli.children import Child, rotate
from cli.preconditions import Refused, Signals, only_one
from deploy.installation import NEEDED, Installation
from deploy.own_cluster import OwnCluster

GRACE = 10.0  # seconds from SIGTERM to SIGKILL
LOOK = 0.5
LOGS_EVERY = 60.0


def main(argv: list[str] | None = None) -> int:
    options = _options(argv)
    folder = Path(options.data_dir).resolve()
    try:
        with only_one(folder), Signals() as signals:
            _run(options, folder, signals)
    except Refused as refusal:
        print(f"scaled_out: {refusal}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _run(options: argparse.Namespace, folder: Path, signals: Signals) -> None:
    environment, owner_url = dict(os.environ), options.owner_url
    running: list[Child] = []
    try:
        if not owner_url:
            cluster = OwnCluster(folder / "postgresql")
            running.append(cluster.start())
            owner_url = cluster.owner_url
            environment |= cluster.settings()
        _migrate(environment, owner_url)
        house = Installation(folder, environment, options.port, options.webs, options.workers)
        house.write_down(folder / "environment")
        running += house.children
        house.start()
        _keep_up(house, running, signals)
    finally:
        _stop(running)


def _migrate(environment: Mapping[str, str], owner_url: str) -> None:
    """As the owner, whose address no other process gets to know."""
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing:
        raise Refused(f"{missing[0]} is not set")
    role = make_url(environment["RAMMEAFTALE_DATABASE_URL"]).username or ""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "migrate", "--app-role", role],
        env={**environment, "RAMMEAFTALE_DATABASE_URL": owner_url},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise Refused("the database could not be migrated")


def _keep_up(house: Installation, running: list[Child], signals: Signals) -> None:
    ready = False
    looked_at_logs = time.monotonic()
    while not signals.told_to_stop(LOOK):
        for child in running:
            if line := child.tend():
                print(f"scaled_out: {line}", file=sys.stderr, flush=True)  # noqa: T201
        if not ready and house.bring_up():
            ready = True
            print(f"Rammeaftale: {house.url}", flush=True)  # noqa: T201
        if time.monotonic() - looked_at_logs > LOGS_EVERY:
            looked_at_logs = time.monotonic()
            for child in running:
                rotate(child.log)


def _stop(running: list[Child]) -> None:
    """All at once but the database, which is in nobody's use by then."""
    databases = [child for child in running if child.name == OwnCluster.name]
    others = [child for child in running if child not in databases]
    for group, word in ((others, signal.SIGTERM), (databases, signal.SIGINT)):
        for child in group:
            child.send(word)
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not all(child.gone for child in group):
            time.sleep(0.05)
        for child in group:
            child.send(signal.SIGKILL)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scaled_out", description=__doc__)
    parser.add_argument("--data-dir", default="var/scaled-out", help="(default %(default)s)")
    parser.add_argument("--owner-url", default="", help="the database as its tables' owner")
    parser.add_argument("--port", type=int, default=8000, help="the first web process's")
    parser.add_argument("--webs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
