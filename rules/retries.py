"""When a letter the server would not take yet is tried again, and when it is given up."""

from datetime import timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=5)


def wait_after(attempts: int, jitter: float) -> timedelta | None:
    """The wait after that many attempts (1 or more): it doubles, and null means give up.

    jitter  0 to 1, spreads the wait over three to five quarters of itself, so that letters that
            failed together do not come back together

    Counted in attempts, not from a date, so that the time the engine was away is not held against
    a letter (RFC 5321, section 4.5.4.1 advises four to five days).
    """
    waits = [min(FIRST_WAIT * (1 << min(n, 20)), LONGEST_WAIT) for n in range(attempts)]
    if sum(waits, timedelta()) > GIVE_UP_AFTER:
        return None
    return waits[-1] * (0.75 + jitter / 2)
