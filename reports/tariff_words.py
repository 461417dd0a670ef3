"""Tariffs in Danish: amounts, per cents, fields and what a file says."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from notifications.danish import joined, kroner
from rules.questions.tariff_explanation import CATEGORIES, DURATIONS
from rules.tariff_cap import Cap, decimals
from rules.tariff_headers import Of
from rules.tariff_numbers import plain
from rules.tariff_report import Change, Deviation, Group, Report, Since
from rules.tariff_standing import Said, Standing

FIELDS = {
    Of.OPERATOR: "Driftsherre",
    Of.PROVISION: "Tilbud",
    Of.DEPARTMENT: "Afdeling",
    Of.PARAGRAPH: "Paragraf",
    Of.SERVICE: "Ydelse",
    Of.YEAR: "År",
    Of.TARIFF: "Takst",
    Of.BASIS: "Basistakst",
    Of.SERVICE_TARIFF: "Ydelsestakst",
    Of.SUPPLEMENTARY: "Tillægstakst",
    Of.PLACES: "Antal pladser",
    Of.OCCUPANCY: "Belægning",
    Of.OVERHEAD: "Overhead",
    Of.ADJUSTMENT: "Efterregulering",
    Of.EXPLANATION: "Forklaring",
    Of.UNIT: "Enhed",
}
LEVELS = {
    "provision": "hver takst for sig",
    "operator": "gennemsnittet for hver driftsherre",
    "all": "gennemsnittet for alle driftsherrer",
}
SINCE = {
    Since.NEW: "Ny",
    Since.GROWN: "Vokset",
    Since.SAME: "Uændret",
    Since.FALLEN: "Faldet",
    Since.GONE: "Væk",
}
STANDINGS = {
    Standing.OPEN: "Ikke forklaret",
    Standing.IN_FILE: "Oplyst i takstfilen",
    Standing.REPORTED: "Oplyst af driftsherren selv",
    Standing.ASKED: "Spurgt, afventer svar",
    Standing.TOLD: "Besvaret, til gennemsyn",
    Standing.ASKED_BACK: "Spurgt igen",
    Standing.ACCEPTED: "Godtaget",
}
OF_MANY = {
    Since.NEW: "nye",
    Since.GROWN: "vokset",
    Since.SAME: "uændrede",
    Since.FALLEN: "faldet",
    Since.GONE: "væk",
}
DECIMALS = 6
CHOICES = [("", "Medtages ikke"), *FIELDS.items()]


def percent(text: str | None) -> str:
    """`3,60 %` of `3.60`; a dash for what was not told."""
    return "–" if text is None else f"{text.replace('.', ',')} %"


def occupancy(pct: Decimal) -> str:
    """`40 %`"""
    return percent(plain(pct))


def rate_lines(cap: Cap) -> str:
    """As they are typed: a year and its rate on each line."""
    return "\n".join(f"{rate.year} {str(rate.pct).replace('.', ',')}" for rate in cap.rates)


def said_words(told: Said | None) -> list[str]:
    """Standing, reason, duration and files, as far as they are known, and a corrected figure."""
    if told is None:
        return []
    corrected = f"Rettes til {kroner(told.corrected_ore)} kr." if told.corrected_ore else ""
    reason, duration = dict(CATEGORIES).get(told.category), dict(DURATIONS).get(told.lasts)
    files = f"Bilag: {joined(told.files)}" if told.files else ""
    found = (STANDINGS[told.standing], corrected, reason, duration, files)
    return [words for words in found if words]


def counted(since: Since, number: int) -> str:
    """`ny` of one, `nye` of several."""
    return SINCE[since].lower() if number == 1 else OF_MANY[since]


def said(found: Deviation) -> list[str]:
    return said_words(found.said)


def counted_standings(report: Report) -> list[tuple[str, int]]:
    """How many deviations stand how, in the order of the list; those of none are left out."""
    counts = Counter(found.said.standing for found in report.deviations if found.said)
    return [(words, counts[standing]) for standing, words in STANDINGS.items() if counts[standing]]


def groups_of(report: Report) -> list[tuple[str, Sequence[Group]]]:
    """By what deviations are put together, and how."""
    return [
        ("Driftsherre", report.by_operator),
        ("Paragraf", report.by_paragraph),
        ("KKR", report.by_kkr),
    ]


def place(found: Deviation | Change) -> str:
    """Whose tariff, or average, it is."""
    return found.provision or ("Gennemsnit" if found.operator else "Gennemsnit af alle")


def working(cap: Cap, found: Deviation) -> str:
    """`1.000,00 × 1,024 × 1,017 = 1.041,408`: the cap in kroner before it is rounded."""
    factors = [plain(step).replace(".", ",") for step in cap.steps(found.year)]
    product = _unrounded(found.base * cap.factors[found.year])
    return f"{' × '.join([_unrounded(Fraction(found.base)), *factors])} = {product}"


def _unrounded(ore: Fraction) -> str:
    """In kroner, `1.041,408`; six decimals are enough to see how it is rounded: `1.333,333333…`."""
    whole, _, rest = decimals(ore / 100).partition(".")
    shown = rest if len(rest) <= DECIMALS else f"{rest[:DECIMALS]}…"
    return f"{int(whole):,}".replace(",", ".") + f",{shown:0<2}"


FILTERS: dict[str, Callable[..., object]] = {
    filter_.__name__: filter_ for filter_ in (kroner, percent, occupancy, place, said)
}
