"""What a tariff report must say, short enough to compare: the product's and the engines' alike."""

from hashlib import sha256

RATES = {2020: (1021, 1000), 2021: (1021 * 1016, 1000**2), 2022: (1021 * 1016 * 1019, 1000**3)}
COUNTED = (
    "compared",
    "lowered",
    "deviations",
    "excess",
    "before",
    "new",
    "grown",
    "fallen",
    "gone",
)
SHARES = ("growth", "basis", "occupancy")
SUMS = tuple(f"{name}_{number}" for name in SHARES for number in range(4))


def of_engine(departing, groups, operators):
    """`departing` by service and year with base, cap, actual and excess; `groups` three lists of
    key, year, `COUNTED` and `SUMS`; `operators` key, provisions and the sums of overhead."""
    counted = [
        [
            (*row[1 : 2 + len(COUNTED)], *_shares(row[2 + len(COUNTED) :]))
            for row in rows
            if row[2] or row[4] or row[6]  # compared, deviations, before
        ]
        for rows in groups
    ]
    return _short(departing, counted, [(row[1], _pct(*row[2:])) for row in operators])


def of_report(report):
    """The product's report, `rules.tariff_report.Report`."""
    departing = [
        (d.service_id, d.year, d.base_ore, d.cap_ore, d.actual_ore, d.excess_ore)
        for d in report.deviations
    ]
    groups = [
        [
            (
                *(g.year, g.compared, g.lowered, g.deviations, g.excess_ore, g.before),
                *(g.new, g.grown, g.fallen, g.gone, g.growth_pct, g.basis_pct, g.occupancy_pct),
            )
            for g in found
        ]
        for found in (report.by_operator, report.by_paragraph, report.by_kkr)
    ]
    operators = [(one.provisions, one.overhead_pct) for one in report.operators]
    return _short(departing, groups, operators)


def _short(departing, groups, operators):
    departing = sorted(tuple(map(int, row)) for row in departing)
    return {
        "deviations": len(departing),
        "excess_ore": sum(row[-1] for row in departing),
        "each": _hash(departing),
        "groups": [_hash(rows) for rows in groups],
        "operators": _hash(operators),
    }


def _hash(rows):
    """Of rows in any order; engines count in several types of whole numbers."""
    told = sorted(",".join(map(str, row)) for row in rows)
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def _shares(sums):
    """From the base year on, then of the tariff, then of all places."""
    (part, whole, part_alike, whole_alike), *others = (sums[at : at + 4] for at in (0, 4, 8))
    growth = (part or 0) - (whole or 0), whole, (part_alike or 0) - (whole_alike or 0), whole_alike
    return [_pct(*four) for four in (growth, *others)]


def _pct(part, whole, part_alike, whole_alike):
    """With two decimals, rounded half up from the exact; of all alike where none has places."""
    part, whole = (part, whole) if whole else (part_alike, whole_alike)
    if not whole:
        return None
    part, whole = int(part), int(whole)
    hundredths = (abs(part) * 20_000 + whole) // (2 * whole)
    sign = "-" if part < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02}"
