"""`python -m flows.worker --pool NAME`: one warm worker until SIGTERM or SIGINT.

It makes its work pool when there is none, and keeps trying while the server is not up.
"""

import argparse
import asyncio
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.settings import get_settings

if TYPE_CHECKING:
    from flows.warm import WarmWorker

POOL = "rammeaftale"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m flows.worker", description=__doc__)
    parser.add_argument("--pool", default=POOL, help="work pool to poll (default %(default)s)")
    parser.add_argument(
        "--name",
        default=f"{socket.gethostname()}-{os.getpid()}",
        help="a name that outlives the process lets the next life queue killed runs again",
    )
    parser.add_argument("--limit", type=int, default=8, help="runs at a time (default %(default)s)")
    parser.add_argument("--heartbeat", type=Path, help="file touched after each answered poll")
    parser.add_argument("--once", action="store_true", help="make the pool, run what is due, end")
    options = parser.parse_args(argv)
    os.environ.setdefault("PREFECT_WORKER_QUERY_SECONDS", "2")
    if address := get_settings().prefect_api_url:
        os.environ.setdefault("PREFECT_API_URL", address)
    from flows.warm import WarmWorker  # Prefect reads its environment when it is imported

    worker = WarmWorker(
        work_pool_name=options.pool,
        name=options.name,
        limit=options.limit,
        prefetch_seconds=0,  # a run taken early would only hold a thread until it is due
        heartbeat=options.heartbeat,
    )
    asyncio.run(_until_told_to_stop(worker, once=options.once))
    return 0


async def _until_told_to_stop(worker: "WarmWorker", once: bool) -> None:
    """Until it has started a signal just ends the process; then, runs under way end first."""
    loop = asyncio.get_running_loop()
    working: asyncio.Task[None]

    def say(line: str) -> None:
        print(line, flush=True)  # noqa: T201
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, working.cancel)

    working = asyncio.create_task(worker.start(run_once=once, printer=say))
    with suppress(asyncio.CancelledError):
        await working


if __name__ == "__main__":
    raise SystemExit(main())
