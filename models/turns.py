"""Writers of one process wait for SQLite's file lock in a queue of their own.

SQLite lets whoever finds the lock taken sleep and try again, up to a tenth of a second at a time:
of many writers some are overtaken for seconds. Here one asks the file at a time, and the next is
woken the moment it is done. Other processes are met at the file as ever.
"""

import threading
from typing import Any

from sqlalchemy import Connection, Engine, event

TURN = "rammeaftale_turn"


class Turns:
    """The queue of one engine; a turn lasts from `begin` until the connection is given back."""

    def __init__(self, engine: Engine, patience: float) -> None:
        """`patience` in seconds; then the file itself says that it is locked."""
        self._free = threading.Lock()
        self._patience = patience
        event.listen(engine, "checkin", self._given_back)

    def take(self, connection: Connection) -> None:
        if TURN not in connection.info and self._free.acquire(timeout=self._patience):
            connection.info[TURN] = True

    def _given_back(self, _connection: Any, record: Any) -> None:
        if record.info.pop(TURN, False):
            self._free.release()
