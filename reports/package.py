"""Files as one zip that is sent while it is made: no more than one of them is in memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZipFile, ZipInfo

from rules.danish_time import COPENHAGEN


class _Pipe:
    """What a zip is written to; it cannot be gone back in."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._kept.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing was opened."""

    def taken(self) -> bytes:
        taken, self._kept = b"".join(self._kept), []
        return taken


def zipped(members: Iterable[tuple[str, bytes]], at: datetime) -> Iterator[bytes]:
    """Names and contents in their order, stored as they are, each dated `at`."""
    local = at.astimezone(COPENHAGEN)
    dated = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    pipe = _Pipe()
    with ZipFile(pipe, "w") as archive:
        for name, content in members:
            archive.writestr(ZipInfo(name, dated), content)
            yield pipe.taken()
    yield pipe.taken()
