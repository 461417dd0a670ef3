"""Numbers, and lists of them, as a form shows and tells them."""

import re
from collections.abc import Iterable

from api.pages.forms import Typed
from rules.refusal import Refusal

WEEKS = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
LAST_WEEK = 53


def told_number(typed: Typed, name: str) -> int:
    return _number(typed.text(name).strip(), name)


def told_year(typed: Typed, name: str) -> int:
    text = typed.text(name).strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Refusal("Skriv et år med fire cifre, f.eks. 2022.", field=name)
    return int(text)


def told_numbers(typed: Typed, name: str) -> list[int]:
    """`20, 10, 3`; nothing typed: none."""
    return [_number(part, name) for part in _parts(typed.text(name))]


def told_weeks(typed: Typed, name: str) -> list[int]:
    """`27-31, 42, 52-1`: a span may go over the year's end."""
    found: list[int] = []
    for part in _parts(typed.text(name)):
        match = WEEKS.fullmatch(part)
        if match is None:
            raise Refusal(
                f"»{part[:40]}« er ikke en uge. Skriv ugenumre som 27-31, 42.", field=name
            )
        first, last = int(match[1]), int(match[2] or match[1])
        over = first > last
        found += range(first, (LAST_WEEK if over else last) + 1)
        found += [first, *range(1, last + 1)] if over else []
    return found


def weeks_words(weeks: Iterable[int]) -> str:
    """`27-31, 42, 52-1`"""
    runs: list[list[int]] = []
    for week in sorted(weeks):
        if runs and runs[-1][-1] == week - 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][-1] == LAST_WEEK:
        runs[-1] += runs.pop(0)
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def numbers_words(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _parts(text: str) -> list[str]:
    return [part for piece in text.split(",") if (part := piece.strip())]


def _number(text: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise Refusal(f"»{text[:40]}« er ikke et helt antal. Skriv det med tal.", field=name)
    return int(text)
