"""How tariffs have grown since the base year beside what the cap allows, as one SVG picture.

Page and document show the same; the figures stand in a table beside it.
"""

from collections.abc import Sequence
from math import ceil, floor

from markupsafe import Markup

from reports.drawing import template
from rules.tariff_report import Development

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 130, 16, 36
APART = 18  # two labels at the same height cannot be read
ABREAST = 44  # nor can two years closer than this
INK, BRAND = "#1a1a1a", "#004d99"


def development_chart(years: Sequence[Development], font: str = "inherit") -> Markup:
    """`years` from the base year on, at least two."""
    values = [float(pct) for year in years for pct in (year.cap_pct, year.weighted_pct) if pct]
    low, high = floor(min(0.0, *values)), max(1, ceil(max(values)))
    step = max(1, ceil((high - low) / 6))

    def x(index: int) -> float:
        return round(LEFT + index * (WIDTH - LEFT - RIGHT) / (len(years) - 1), 1)

    def y(pct: str | float) -> float:
        part = (float(pct) - low) / (high - low)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    actual = [(x(i), y(of.weighted_pct)) for i, of in enumerate(years) if of.weighted_pct]
    cap = [(x(i), y(of.cap_pct)) for i, of in enumerate(years)]
    return Markup(  # noqa: S704 - the template escapes
        template("development.svg").render(
            width=WIDTH,
            height=HEIGHT,
            left=LEFT,
            right=RIGHT,
            font=font,
            title=development_words(years),
            grid=[{"y": y(pct), "words": f"{pct} %"} for pct in range(low, high + 1, step)],
            years=[{"x": x(i), "words": years[i].year} for i in _named(len(years))],
            cap=_points(cap),
            actual=_points(actual),
            marks=[{"x": at_x, "y": at_y} for at_x, at_y in actual],
            labels=_labels(cap, actual),
        )
    )


def _named(count: int) -> list[int]:
    """Those whose number stands below the picture: the last, and as many before it as can."""
    step = ceil(ABREAST * (count - 1) / (WIDTH - LEFT - RIGHT))
    return list(range(count - 1, -1, -step))


def _labels(
    cap: Sequence[tuple[float, float]], actual: Sequence[tuple[float, float]]
) -> list[dict[str, object]]:
    above, below = cap[-1][1] + 5, actual[-1][1] + 5 if actual else 0.0
    if abs(above - below) < APART:
        middle = (above + below) / 2
        up = above <= below
        above, below = (middle + (-9 if up else 9), middle + (9 if up else -9))
    told: list[dict[str, object]] = [{"y": above, "words": "Loft", "colour": INK}]
    return told + [{"y": below, "words": "Takster, vejet", "colour": BRAND}] * bool(actual)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def development_words(years: Sequence[Development]) -> str:
    """The picture in a sentence."""
    last = years[-1]
    span = f"Fra {years[0].year} til {last.year}"
    falls = last.cap_pct.startswith("-")
    may = f"er {_changed(last.cap_pct)}" if falls else f"tillader {_pct(last.cap_pct)}"
    allowed = f"loftet {may}."
    if last.weighted_pct is None:
        return f"{span} er der ingen takster at sammenligne; {allowed}"
    return f"{span} er taksterne i gennemsnit {_changed(last.weighted_pct)}; {allowed}"


def _changed(pct: str) -> str:
    """`steget 2,40 %`, `faldet 0,75 %`."""
    return f"faldet {_pct(pct[1:])}" if pct.startswith("-") else f"steget {_pct(pct)}"


def _pct(pct: str) -> str:
    return f"{pct.replace('.', ',')} %"
