"""`python -m tests.chaos.nursery`: processes of the product that die at a named point.

It imports the product once and forks for each order it reads (one JSON document per line), so that
a process that is to be killed costs milliseconds to start. The child is told where to end: it sends
itself SIGKILL before or after the n-th statement that begins with some words, or commit. Nothing of
this is known to the product; the engine's own hooks are used.
"""

import json
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

import uvicorn
from sqlalchemy import Engine, event

from actions.advance_rounds import advance_rounds
from actions.deliver_letters import deliver_letters
from actions.remind_seats import remind_seats
from api.app import create_app
from models.database import get_engine, make_engine
from models.migrate import migrate
from models.settings import get_settings
from notifications.unit import unit_of_work
from tests.patience import PATIENCE

COMMIT = "COMMIT"
ALIVE = 1000


def main() -> None:
    """Orders: `{"role", "now", "point"}` is answered with the child's pid, `{"wait": pid}` with how
    it ended: its exit code, or the signal as a negative number; 1000 when it would not end."""
    logging.disable(logging.WARNING)  # there is no Prefect to take the doorbell's rings
    app = create_app()
    door = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=128)
    living: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = _ended(order["wait"])
            living.discard(order["wait"])
        else:
            answer = os.fork()
            if answer == 0:
                os._exit(_live(order, app, door))
            living.add(answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in living:
        os.kill(pid, signal.SIGKILL)


def _ended(pid: int) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return ALIVE


def _live(order: dict[str, Any], app: Any, door: socket.socket) -> int:
    try:
        if order["role"] == "migrate":
            engine = make_engine(get_settings().database)
            _arm(engine, order)
            migrate(engine)
            return 0
        _arm(get_engine(), order)
        if order["role"] == "web":
            config = uvicorn.Config(app, log_level="critical", access_log=False)
            uvicorn.Server(config).run(sockets=[door])
        else:
            _react(order["role"], datetime.fromisoformat(order["now"]))
    except BaseException as error:
        sys.stderr.write(f"{order}: {type(error).__name__}: {error}\n")
        return 1
    return 0


def _react(role: str, now: datetime) -> None:
    """What the worker's flows do."""
    if role == "deliver":
        deliver_letters(now)
        return
    with unit_of_work() as session:
        (remind_seats if role == "remind" else advance_rounds)(session, now)


def _arm(engine: Engine, order: dict[str, Any]) -> None:
    """`point`: when (`before` or `after`), what (first words of a statement, or COMMIT), nth."""
    if not order.get("point"):
        return
    when, what, nth = order["point"]
    numbers = {"before": count(1), "after": count(1)}

    def passed(moment: str, statement: str) -> None:
        if statement.lstrip().startswith(what) and next(numbers[moment]) == nth and moment == when:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", lambda *a: passed("before", a[2]))
    event.listen(engine, "after_cursor_execute", lambda *a: passed("after", a[2]))
    commit: Callable[[Any], None] = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        passed("before", COMMIT)
        commit(connection)
        passed("after", COMMIT)

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    main()
