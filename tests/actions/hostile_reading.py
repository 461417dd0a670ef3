"""Reads every hostile file, damaged sound ones and the largest there may be.

As a process of its own it prints the peak memory of itself and of the readers it started, in MB.
"""

import resource
from pathlib import Path
from random import Random

from actions.sheet_file import MAX_ROWS
from rules.refusal import Refusal
from tests.actions.test_hostile_sheets import HOSTILE, SOUND, read_all
from tests.sheets import danish_csv

DAMAGED = 30


def damaged(sound: bytes, random: Random) -> bytes:
    content = bytearray(sound)
    for _ in range(random.randrange(1, 30)):
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


def largest() -> bytes:
    header = ["Driftsherre", "Tilbud", "Takst 2022"]
    rows = ([f"Fonden {n % 40}", f"Tilbud {n}", 1000.5 + n % 99] for n in range(MAX_ROWS - 1))
    return danish_csv([header, *rows])


def main() -> None:
    random = Random(6)
    files = [make() for make in HOSTILE.values()]
    files += [damaged(random.choice(SOUND), random) for _ in range(DAMAGED)]
    for content in files:
        try:
            read_all(content)
        except Refusal:
            continue
    assert len(read_all(largest()).lines) == MAX_ROWS - 1
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(own_peak() // 1024, readers // 1024)  # noqa: T201


def own_peak() -> int:
    """In kB; `getrusage` would count what the process had that started this one."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main()
