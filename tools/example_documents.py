"""Writes the PDFs that the sandbox's rounds are about, from the sources in `tools/documents`.

Parties, dates and recommendation points come from the templates, so that a document never says
something else than the round it is attached to. The same sources give the same bytes.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import typst
from babel.dates import format_date

from models.reference import kkr_names, parties_of
from models.reference.catalogue import Template, templates
from models.vocabulary import DeadlineKind, PartyKind

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "tools" / "documents"
TARGET = ROOT / "models" / "reference" / "documents"
WRITTEN = datetime(2020, 8, 10, tzinfo=UTC)  # the day the sandbox's rounds begin


def named() -> Iterator[tuple[str, Template]]:
    """Every document that a template names, with that template."""
    for template in templates().values():
        for document in template.documents:
            yield document.file, template


def build(file: str, template: Template) -> bytes:
    """The PDF as an archive (PDF/A-2b) that a screen reader can follow (PDF/UA-1).

    Raises ValueError for what typst only warns of: a missing font would change every page.
    """
    content, warnings = typst.compile_with_warnings(
        SOURCES / Path(file).with_suffix(".typ"),
        root=SOURCES,
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(_facts(file, template), ensure_ascii=False)},
        pdf_standards=["a-2b", "ua-1"],
        timestamp=WRITTEN,
    )
    if warnings or not isinstance(content, bytes):
        raise ValueError(f"{file}: {'; '.join(str(warning) for warning in warnings)}")
    return content


def _facts(file: str, template: Template) -> dict[str, object]:
    """What the sources may say of the round, as Danish text."""
    if not template.kkr or not template.period_from or not template.period_to:
        raise ValueError(f"{file}: a template with documents has its own KKR and period")
    parties = parties_of(template.kkr, template.period_from)
    ordinary = next(d for d in template.deadlines if d.kind is DeadlineKind.STATUTORY)
    in_force = next(d for d in template.deadlines if d.in_force)
    return {
        "title": next(d.title for d in template.documents if d.file == file),
        "kkr": kkr_names()[template.kkr],
        "secretariat": template.secretariat.name,
        "municipalities": [p.name for p in parties if p.kind is PartyKind.MUNICIPALITY],
        "region": next(p.official_name for p in parties if p.kind is PartyKind.REGION),
        "parties": len(parties),
        "period_from": _long(template.period_from),
        "period_to": _long(template.period_to),
        "ordinary_deadline": _long(ordinary.falls_on),
        "deadline": _long(in_force.falls_on),
        "steps": {step.key: step.title for step in template.steps},
        "dates": {step.key: _long(step.planned_on) for step in template.steps if step.planned_on},
        "points": [point.text for point in template.points],
    }


def _long(day: date) -> str:
    return format_date(day, "d. MMMM y", locale="da")


def main() -> int:
    for file, template in named():
        target = TARGET / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(build(file, template))
    return 0


if __name__ == "__main__":
    sys.exit(main())
