"""How fast letters go to one receiving domain: a server that is flooded turns everybody away."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

MINUTE = timedelta(minutes=1)


def domain(address: str) -> str:
    """The receiving domain of a mail address, in lower case."""
    return address.rpartition("@")[2].lower()


def waits(domains: Iterable[str], recent: Mapping[str, int], per_minute: int) -> list[timedelta]:
    """How long each letter waits, in the order given; zero: it may go now.

    recent      letters by domain that went within the last minute, or are on their way
    per_minute  letters a minute to one domain; 0: no limit

    The letters past a minute's share are spread over the minutes to come, so that each of them is
    looked at again only when there is room for it.
    """
    ahead = Counter(recent)
    found = []
    for name in domains:
        found.append(MINUTE * (ahead[name] // per_minute if per_minute else 0))
        ahead[name] += 1
    return found
