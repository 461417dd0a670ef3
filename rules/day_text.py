"""Danish dates as people write them."""

import re
from collections.abc import Iterator
from datetime import date

from rules.refusal import Refusal

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
NUMBERS = re.compile(r"(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})")
WORDS = re.compile(r"(\d{1,2})\.? ?([a-z]{3})[a-z]*\.? ?(\d{4})")
WEEKDAY = re.compile(r"^(?:man|tirs|ons|tors|fre|lør|søn)(?:dag)?\.?,? ?(?:d(?:en|\.)? )?")
BETWEEN = re.compile(r"[\n,;]+")


def day(text: str, field: str) -> date:
    """`2026-12-01`, `1.12.2026`, `1/12-2026`, `tirsdag den 1. december 2026`; or Refusal."""
    plain = WEEKDAY.sub("", " ".join(text.lower().split()))
    try:
        if match := ISO.fullmatch(plain):
            return date(*map(int, match.groups()))
        if match := NUMBERS.fullmatch(plain):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := WORDS.fullmatch(plain):
            return date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        pass
    shown = "".join(c for c in text.strip() if c.isprintable())[:40]
    raise Refusal(
        f"»{shown}« er ikke en dato. Skriv den som dag.måned.år, f.eks. 31.12.2026.", field=field
    )


def days_in(text: str, field: str) -> Iterator[date]:
    """One date to a line, or parted by commas or semicolons; empty lines are passed over."""
    for part in BETWEEN.split(text):
        if part.strip():
            yield day(part, field)
