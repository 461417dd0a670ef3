"""Numbers as Danes write them, as exact decimals and whole øre."""

import re
from decimal import ROUND_HALF_UP, Decimal

from rules.refusal import Refusal

DANISH = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
POINT = re.compile(r"([+-]?)(\d+)\.(\d{1,2})")  # no Danish number has one or two digits after a dot
PERCENT = re.compile(r"([+-]?\d{1,3})(?:[.,](\d{1,6}))?")
SPACES = str.maketrans(dict.fromkeys([0x09, 0x20, 0xA0, *range(0x2000, 0x200C), 0x202F, 0x2060]))
DIGITS = 15


def number(text: str) -> Decimal | None:
    """`1.234,50`, `1234,5` or `1234.50`; null for what can be read in two ways or in none."""
    plain = text.translate(SPACES).replace("\u2212", "-")
    if len(plain) > DIGITS + 5:
        return None
    if found := DANISH.fullmatch(plain) or POINT.fullmatch(plain):
        sign, whole, part = found.groups()
        return Decimal(f"{sign}{whole.replace('.', '')}.{part or '0'}")
    return None


def whole(text: str, most: int) -> int | None:
    """`650.000` or `650 000`; null for what is no whole number from 0 to `most`."""
    value = number(text)
    return int(value) if value is not None and 0 <= value <= most and value == int(value) else None


def half_up(value: Decimal) -> int:
    """To the nearest whole, a half away from zero."""
    return int(value.to_integral_value(ROUND_HALF_UP))


def percentage(text: str, field: str, lowest: int, highest: int) -> Decimal:
    """`2.4` or `2,4`, at most six decimals; here a dot is always a decimal point."""
    found = PERCENT.fullmatch(text.strip().removesuffix("%").rstrip())
    value = Decimal(f"{found[1]}.{found[2] or '0'}") if found else None
    if value is None or not lowest <= value <= highest:
        shown = "".join(c for c in text if c.isprintable())[:20]
        raise Refusal(
            f"»{shown}« er ikke en procent mellem {lowest} og {highest}. Skriv den som 2,4.",
            field=field,
        )
    return value.normalize() if value else Decimal(0)


def plain(value: Decimal) -> str:
    """`2.4`, `100`: without exponent and without zeros at the end."""
    return format(value.normalize(), "f") if value else "0"


def pct(part: int, whole: int) -> str:
    """`part` of `whole` in per cent with two decimals, `-1.25`, rounded half up from the exact."""
    sign = "-" if (part < 0) != (whole < 0) and part else ""
    hundredths = (abs(part) * 20_000 + abs(whole)) // (2 * abs(whole))
    return f"{sign if hundredths else ''}{hundredths // 100}.{hundredths % 100:02}"
