"""Which rules of repetition (RFC 5545, section 3.3.10) can be counted out.

A rule may be so dense or so impossible (30 February, the sixth Tuesday) that whoever counts it out
is busy for minutes. These are the shapes that councils meet by; each falls due before long.
"""

import re
from collections.abc import Mapping, Sequence

FREQUENCIES = frozenset({"WEEKLY", "MONTHLY", "YEARLY"})
PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
)
WEEKDAY = re.compile(r"([+-]?[1-4])?(?:MO|TU|WE|TH|FR|SA|SU)")
EVERY_MONTH_HAS = 28  # days
EVERY_MONTH_HAS_OF_EACH = 4  # weekdays


def can_be_counted(rule: Mapping[str, Sequence[object]]) -> bool:
    """`rule`: the parts in capitals, each with its values, e.g. `FREQ` with `MONTHLY`."""
    frequency = [str(value).upper() for value in rule.get("FREQ", ())]
    weekdays = [WEEKDAY.fullmatch(str(value).upper()) for value in rule.get("BYDAY", ())]
    nth = [bool(match and match[1]) for match in weekdays]
    days, places = _numbers(rule, "BYMONTHDAY"), _numbers(rule, "BYSETPOS")
    interval = _numbers(rule, "INTERVAL") or [1]
    return (
        rule.keys() <= PARTS
        and len(frequency) == 1
        and frequency[0] in FREQUENCIES
        and len(interval) == 1
        and interval[0] >= 1
        and all(weekdays)
        and all(1 <= abs(day) <= EVERY_MONTH_HAS for day in days)
        and all(1 <= abs(place) <= EVERY_MONTH_HAS_OF_EACH for place in places)
        and not (days and weekdays)
        and not (rule.get("BYMONTH") and interval[0] > 1)
        and len(set(nth)) <= 1  # the reader takes a mixture for its intersection
        and not (places and (any(nth) or not weekdays))
        and not (frequency[0] == "WEEKLY" and (any(nth) or days or places))
    )


def _numbers(rule: Mapping[str, Sequence[object]], part: str) -> list[int]:
    return [int(str(value)) for value in rule.get(part, ())]
