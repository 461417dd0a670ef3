"""Every file from outside goes through the installation's virus scanner, or is not taken in."""

import shlex
import subprocess
from collections import OrderedDict
from hashlib import sha256

from models.settings import get_settings
from rules.refusal import Refusal, Why

CLEAN, INFECTED = 0, 1  # as ClamAV's programs end; anything else is no answer
SECONDS = 15  # less than others wait for the database, should it be asked while a lock is held
REMEMBERED = 1_000
_clean: OrderedDict[str, None] = OrderedDict()


def scan_file(content: bytes, field: str) -> None:
    """Hand the bytes to RAMMEAFTALE_SCAN_COMMAND on its standard input; without one, nothing.

    Doors call it before they take a lock; whoever stores a file calls it again, which costs nothing
    when it was clean a moment ago. Refusal for a file that is infected, and for one nobody could
    tell about: a scanner that is away, hangs or fails lets nothing pass.
    """
    command = get_settings().scan_command
    digest = sha256(content).hexdigest()
    if not command or digest in _clean:
        return
    verdict = _verdict(command, content)
    if verdict == INFECTED:
        raise Refusal("Filen indeholder skadelig kode og er ikke taget imod.", field=field)
    if verdict != CLEAN:
        raise Refusal(
            "Filen kunne ikke kontrolleres for virus og er ikke taget imod. Prøv igen om lidt,"
            " eller kontakt sekretariatet.",
            why=Why.CONFLICT,
            field=field,
        )
    _clean[digest] = None
    if len(_clean) > REMEMBERED:
        _clean.popitem(last=False)


def _verdict(command: str, content: bytes) -> int | None:
    """The program's exit code; null when it gave none."""
    try:
        done = subprocess.run(
            shlex.split(command), input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return done.returncode
