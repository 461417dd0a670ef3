"""Bar charts as SVG: the length is the median, the thin line the spread from least to most.

Colours are attributes of the shapes, so a picture needs no style sheet; name and figure stand
beside every bar, and the whole picture in words in its description.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from benchmarks.report.figures import Figure

COLOURS = {"product": "#0059b3", "peer": "#8a5a00", "limit": "#767676"}
WORDS = {"product": "the product", "peer": "a peer", "limit": "a limit"}
LABELS, PLOT, FIGURE, ROW, TOP = 250, 400, 130, 26, 34


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    role: str
    figure: Figure


def bar_chart(title: str, unit: str, bars: Sequence[Bar], identity: str) -> str:
    """`unit` is said after every figure; bars start at nought."""
    largest = max(bar.figure.high for bar in bars) or 1.0
    scale = PLOT / largest
    rows = [
        {
            "label": bar.label,
            "colour": COLOURS[bar.role],
            "y": TOP + number * ROW,
            "width": round(bar.figure.median * scale, 1),
            "low": round(LABELS + bar.figure.low * scale, 1),
            "high": round(LABELS + bar.figure.high * scale, 1),
            "spread": bar.figure.repetitions > 1,
            "text": f"{written(bar.figure.median)} {unit}".strip(),
        }
        for number, bar in enumerate(bars)
    ]
    said = "; ".join(
        f"{bar.label} ({WORDS[bar.role]}) {written(bar.figure.median)} {unit},"
        f" from {written(bar.figure.low)} to {written(bar.figure.high)}"
        for bar in bars
    )
    return (
        _templates()
        .get_template("chart.svg")
        .render(
            title=title,
            description=f"Medians and spread. {said}.",
            identity=identity,
            rows=rows,
            left=LABELS,
            bar=ROW - 10,
            width=LABELS + PLOT + FIGURE,
            height=TOP + len(bars) * ROW + 8,
            legend=[
                (WORDS[role], COLOURS[role]) for role in dict.fromkeys(bar.role for bar in bars)
            ],
        )
    )


def written(value: float) -> str:
    """Three digits that count, and thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("benchmarks.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
