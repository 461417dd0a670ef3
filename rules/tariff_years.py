"""Which years a header or a cell names, also as a date (`2019-01-01`), an account (`R2019`) or a
price level (`2019-pl`)."""

import re

MONTH = r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
DATE = re.compile(
    r"(?:\bpr\b\.? ?)?(?<!\d)(?:(20\d\d)-\d\d-\d\d(?: \d\d:\d\d:\d\d)?"
    rf"|\d{{1,2}}(?:[./-] ?\d{{1,2}}[./ -]|\.? ?{MONTH}) ?(20\d\d))(?!\d)"
)
ACCOUNT = re.compile(r"\b[rb] ?(?=20\d\d)")
PRICES = re.compile(r"(?:\bi )?(?<!\d)(20\d\d)[ -]*(?:p/?l|pris(?:er|niveau))\b")
SPAN = re.compile(r"(?<!\d)20\d\d ?[–-] ?20\d\d(?!\d)")


def without_years(text: str) -> tuple[str, set[int]]:
    """What is left of it, and the years. `text` in small letters with one space between words.

    A span of years over single ones (`Takst 2019-2022` merged over `2019` and `2020`) is a title.
    """
    dated = ACCOUNT.sub(" ", DATE.sub(r" \1\2 ", text))
    alone = SPAN.sub(" ", dated)
    dated = alone if YEAR.search(alone) else dated
    return YEAR.sub(" ", PRICES.sub(r" \1 ", dated)), set(map(int, YEAR.findall(dated)))


def year_of(text: str) -> int | None:
    """Null: it is not one year and nothing else."""
    rest, years = without_years(" ".join(text.casefold().split()))
    return years.pop() if len(years) == 1 and not rest.strip() else None
