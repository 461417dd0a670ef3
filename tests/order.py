"""Which tests run when, and which of them on one worker, so that the suite is short."""

import pytest
from xdist.scheduler import LoadFileScheduling

LONG = (  # begun first, so that no worker ends with one while the others have nothing left
    "tests/chaos",
    "tests/prefect",
    "tests/journey",
    "tests/pages/test_accessibility.py",
    "tests/simulation",
    "tests/benchmarks",
)
TOGETHER = ("tests/prefect", "tests/journey")  # folders of one worker, since they have one server


def place(item: pytest.Item) -> int:
    long = (at for at, folder in enumerate(LONG) if item.nodeid.startswith(folder))
    return next(long, len(LONG))


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # its package has no types
    """A file is one worker's, or the whole folder it is in."""

    def _split_scope(self, nodeid: str) -> str:
        whole = (folder for folder in TOGETHER if nodeid.startswith(folder))
        return next(whole, None) or str(super()._split_scope(nodeid))
