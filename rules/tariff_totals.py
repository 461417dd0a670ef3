"""Which rows of a tariff table are sums and averages of others, told by their names."""

import re
from collections.abc import Container, Sequence

TOTAL = re.compile(
    r"(?:sub|hoved)?total(?:t|en|er)?|i ?alt|sum|gennemsnit|gns\.?|middel"
    r"|(?:i alt|sum|total|subtotal|gennemsnit|gns\.)[ :,–-].*|.*[ :,–-](?:i alt|total|gennemsnit)"
)
NAMED_TOTAL = re.compile(r"(?:total|sum)[ -](?!for |af |i alt)(.+)")
MAYBE_TOTAL = re.compile(r"tot|i ?alt|sum|gennem|gns|middel")


def is_total(text: str) -> bool:
    lower = text.casefold()
    return bool(MAYBE_TOTAL.search(lower)) and bool(TOTAL.fullmatch(lower))


def is_name(texts: Sequence[str], above: Container[str]) -> bool:
    """Whether `Total Omsorg` is a provision's: its paragraph is told, and what follows is the name
    of nothing above.

    texts  a row's names in the order of `NAMES`
    above  operators and provisions of the rows above, in small letters
    """
    operator, provision, _, paragraph, _ = texts
    of = NAMED_TOTAL.fullmatch(provision.casefold())
    if not (of and operator and paragraph) or any(map(is_total, (operator, paragraph))):
        return False
    return of[1] not in above
