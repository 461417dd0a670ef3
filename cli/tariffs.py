"""Tariffs from the command line: the cap, the operators' files, the report."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from actions.import_tariffs import Imported
from actions.read_tariff_file import mapped, read_tariffs
from actions.set_cap_rule import set_cap_rule
from actions.sheet_file import read_sheets
from actions.tariff_report_file import ReportFormat, tariff_report_file
from actions.upload_tariff_file import GivenTariffs, take_in
from cli.output import BY, IsoDate, answer, as_json, instant, utc_now
from models.database import reading
from models.vocabulary import CapLevel
from notifications.unit import unit_of_work
from reports.tariff_facts import cap_facts
from reports.tariff_preview import preview
from rules.tariff_cap import Cap
from rules.tariff_cap_changes import GivenCap, GivenRate

YEAR = click.IntRange(min=2000, max=2100)


class Rate(click.ParamType[tuple[int, str]]):
    """A year and its index rate in per cent, 2020=2.4."""

    name = "year=pct"

    def convert(
        self, value: str | tuple[int, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        if isinstance(value, tuple):
            return value
        year, equals, pct = value.partition("=")
        if not equals or not (year.isascii() and year.isdigit() and len(year) == 4):
            self.fail(f"{value!r} is not a rate like 2020=2.4", param, ctx)
        return int(year), pct


@click.group()
def tariffs() -> None:
    """Tariffs: the cap, the files operators send, and what departs."""


@tariffs.command("rule")
@click.option("--base-year", type=YEAR, required=True, help="Whose tariffs are the level.")
@click.option("--end-year", type=YEAR, required=True, help="The last the cap holds for.")
@click.option("--rate", "rates", type=Rate(), multiple=True, help="Index rate of a year, 2020=2.4.")
@click.option("--published", type=IsoDate(), help="The day the rates are of.")
@click.option("--deduction", default="0", help="Per cent, taken from every year's rate.")
@click.option(
    "--level",
    type=click.Choice([level.value for level in CapLevel]),
    default=CapLevel.PROVISION.value,
    show_default=True,
    help="What is tested: each tariff, or the average of an operator or of all.",
)
@click.option("--tolerance", default="0", help="Per cent of the cap that is let pass.")
@click.option("--overhead-goal", default="6", show_default=True, help="Per cent.")
@click.option("--source", required=True, help="Where the cap and its rates are written.")
@as_json
def rule(
    base_year: int,
    end_year: int,
    rates: tuple[tuple[int, str], ...],
    published: date | None,
    deduction: str,
    level: str,
    tolerance: str,
    overhead_goal: str,
    source: str,
    as_json: bool,
) -> None:
    """Set the cap; the same again changes nothing."""
    given = GivenCap(
        base_year=base_year,
        end_year=end_year,
        rates=[GivenRate(year, pct, published_on=published) for year, pct in rates],
        source=source,
        deduction_pct=deduction,
        level=level,
        tolerance_pct=tolerance,
        overhead_goal_pct=overhead_goal,
    )
    with unit_of_work() as session:
        cap, new = set_cap_rule(session, given, utc_now(), BY)
    answer({**cap_facts(cap), "changed": new}, _cap_lines(cap, new), as_json=as_json)


@tariffs.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=YEAR, help="The year of amounts whose column names none.")
@click.option("--whole", is_flag=True, help="What the file leaves out of its years is withdrawn.")
@click.option("--map", "mapping", multiple=True, help="What a column is, 'Header=field[:year]'.")
@click.option("--preview", "only_look", is_flag=True, help="Show what was read; change nothing.")
@as_json
def import_(
    file: Path,
    year: int | None,
    whole: bool,
    mapping: tuple[str, ...],
    only_look: bool,
    as_json: bool,
) -> None:
    """Take in an operator's tariff file (xlsx, xls, ods, CSV), whole or not at all."""
    given = GivenTariffs(file.name, file.read_bytes(), year, whole, mapped(mapping))
    if only_look:
        with reading() as session:
            facts = preview(read_tariffs(session, read_sheets(given.content), year, given.mapping))
        answer(facts, "\n".join(_preview_lines(facts)), as_json=as_json)
        sys.exit(2 if facts["fault_count"] else 0)
    with unit_of_work() as session:
        done = take_in(session, given, utc_now(), BY, _say_rows)
    answer(done.facts(), _import_line(done), as_json=as_json)


@tariffs.command("report")
@click.option("--year", type=YEAR, help="One year only; without it every year of the cap.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([kind.value for kind in ReportFormat]),
    required=True,
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Instead of stdout.")
@as_json
def report(year: int | None, format_: str, out: Path | None, as_json: bool) -> None:
    """What departs from the cap, by operator and provision, and how sure the figures are."""
    if out is not None and not out.parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    with reading() as session:
        file = tariff_report_file(session, year, ReportFormat(format_))
    if out is None:
        click.echo(file.content, nl=False)
        return
    out.write_bytes(file.content)
    answer({"file": str(out), "format": format_}, str(out), as_json=as_json)


def _cap_lines(cap: Cap, new: bool) -> str:
    rates = ", ".join(f"{rate.year} {rate.pct} %" for rate in cap.rates)
    return f"{'set' if new else 'unchanged'}: {cap.base_year} to {cap.end_year}, {rates}"


def _say_rows(rows: int) -> None:
    click.echo(f"{rows} rows read", err=True)


def _import_line(done: Imported) -> str:
    if done.before:
        return f"nothing changed: the same file was taken in {instant(done.before)}"
    counts = (
        f"{done.added} tariffs added, {done.changed} changed, {done.withdrawn} withdrawn,"
        f" {done.unchanged} as they were"
    )
    return "\n".join([counts, *_look_at(done.left_out, done.alike)])


def _look_at(left_out: Sequence[str], alike: Sequence[str]) -> list[str]:
    return [*(f"left out: {row}" for row in left_out), *(f"alike: {names}" for names in alike)]


def _preview_lines(facts: dict[str, Any]) -> list[str]:
    lines = [f"{facts['rows']} rows, {facts['tariffs']} tariffs, {facts['fault_count']} faults"]
    return [*lines, *facts["faults"], *_look_at(facts["left_out"], facts["alike"])]


COMMANDS = [tariffs]
