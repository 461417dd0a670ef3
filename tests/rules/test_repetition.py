"""Rules of repetition: those that councils meet by are taken, the endless ones are not."""

import pytest

from rules.repetition import can_be_counted


def parts(rule: str) -> dict[str, list[str]]:
    return {k: v.split(",") for k, _, v in (part.partition("=") for part in rule.split(";"))}


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=-1TU",
        "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=4",  # as Outlook writes the fourth Tuesday
        "FREQ=MONTHLY;BYMONTHDAY=28;COUNT=12",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=2WE;UNTIL=20301231T000000Z",
        "FREQ=MONTHLY;BYMONTH=1,2,3,4,5,6,8,9,10,11,12;BYDAY=4TH;WKST=MO",
    ],
)
def test_as_councils_meet(rule: str) -> None:
    assert can_be_counted(parts(rule))


@pytest.mark.parametrize(
    "rule",
    [
        "COUNT=3",
        "FREQ=DAILY",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=MONTHLY;BYHOUR=1,2,3",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=6TU",
        "FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=2",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYWEEKNO=53",
    ],
)
def test_dense_or_impossible(rule: str) -> None:
    assert not can_be_counted(parts(rule))
