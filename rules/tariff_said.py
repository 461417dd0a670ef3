"""What operators have said of tariffs that depart, laid beside what the check finds."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from rules.rows import Rows
from rules.tariff_report import Deviation, Place, Report
from rules.tariff_standing import Said, Standing


class Figure(NamedTuple):
    """What is explained; `service_id` null: the operator's average."""

    operator: str
    service_id: int | None
    year: int
    tariff_ore: int


class Reported(NamedTuple):
    """A deviation as its operator reported it."""

    place: Place
    service_id: int
    said: Said


def with_said(report: Report, said: Mapping[Figure, Said], reported: Iterable[Reported]) -> Report:
    """An explanation is of a figure: when the tariff becomes another one, it is open again. What
    was asked for goes before what was reported, and that before what a file said."""
    unasked = {(one.service_id, one.place.year): one for one in reported}

    def told(found: Deviation) -> Deviation:
        figure = Figure(found.operator or "", found.service_id, found.year, found.actual_ore)
        own = unasked.get((found.service_id or 0, found.year))
        asked = said.get(figure)
        if asked is None and own:
            asked = own.said
        if asked is None:
            standing = Standing.IN_FILE if found.explanation else Standing.OPEN
            return found._replace(said=Said(standing, found.explanation or ""))
        words = asked.text or (own.said.text if own else "") or found.explanation or ""
        return found._replace(explanation=words or None, said=asked._replace(text=words))

    rows = report.deviations
    deviations = rows.mapped(told) if isinstance(rows, Rows) else [told(found) for found in rows]
    departing = {(found.service_id, found.year) for found in rows} if unasked else set()
    not_found = [
        one.place
        for key, one in unasked.items()
        if key not in departing and one.place.year in report.years
    ]
    quality = replace(report.quality, reported_not_found=sorted(not_found))
    return replace(report, deviations=deviations, quality=quality)
