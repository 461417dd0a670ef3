"""Tariffs: the cap, the operators' files, and what departs."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from pydantic import AliasChoices, BeforeValidator, Field, StrictInt

from actions.read_said import read_reported
from actions.read_tariff_file import mapped
from actions.read_tariff_report import read_tariff_report
from actions.report_deviation import GivenDeviation, report_deviation, service_named
from actions.set_cap_rule import set_cap_rule
from actions.tariff_report_file import ReportFormat, tariff_report_file
from actions.upload_tariff_file import GivenTariffs, take_in
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.pages.download import download
from api.v1.types import Cursor, Input, IsoDate, Text, instant, listing
from models.vocabulary import CapLevel
from reports.tariff_facts import cap_facts, deviation_facts, report_facts, reported_facts
from rules.tariff_cap_changes import GivenCap, GivenRate

router = APIRouter(prefix="/tariffs", tags=["tariffs"])


def _decimal(value: object) -> object:
    """A JSON number as the decimal it is written as."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return format(Decimal(repr(value)), "f")


Pct = Annotated[str, BeforeValidator(_decimal), Field(max_length=20)]

Year = Annotated[int | None, Query(ge=2000, le=2100)]


class RateIn(Input):
    year: StrictInt
    pct: Pct
    source: Text = ""
    published_on: IsoDate | None = None


class CapIn(Input):
    """`rates` by year, `{"2020": "2.4"}`, or a list where each has a source and date of its own."""

    base_year: StrictInt
    end_year: StrictInt
    rates: dict[str, Pct] | Annotated[list[RateIn], Field(max_length=100)]
    source: Text
    deduction_pct: Pct = Field("0", validation_alias=AliasChoices("deduction_pct", "deduction"))
    level: Text = CapLevel.PROVISION
    tolerance_pct: Pct = Field("0", validation_alias=AliasChoices("tolerance_pct", "tolerance"))
    overhead_goal_pct: Pct = "6"

    def given(self) -> GivenCap:
        return GivenCap(
            **self.model_dump(exclude={"rates"}),
            rates=[GivenRate(**rate.model_dump()) for rate in self._rates()],
        )

    def _rates(self) -> list[RateIn]:
        if isinstance(self.rates, list):
            return self.rates
        return [RateIn(year=_year(year), pct=pct) for year, pct in self.rates.items()]


@router.put("/rule")
def put_rule(body: CapIn, session: Writing, now: Now, who: KeySecretariat) -> dict[str, Any]:
    """Set the cap; the same again changes nothing. Percentages are decimal strings."""
    cap, new = set_cap_rule(session, body.given(), now, who.actor)
    return {**cap_facts(cap), "changed": new}


@router.post("/imports", status_code=201)
def post_import(
    file: Annotated[UploadFile, File()],
    session: Writing,
    now: Now,
    who: KeySecretariat,
    response: Response,
    year: Annotated[int | None, Form(ge=2000, le=2100)] = None,
    whole: Annotated[bool, Form()] = False,
    mapping: Annotated[list[str] | None, Form(max_length=100)] = None,
) -> dict[str, Any]:
    """Take in an operator's file (multipart: `file`), whole or not at all: xlsx, xls, ods or CSV.

    `year` is that of amounts whose column names none. With `whole`, what the file leaves out of its
    operators' years is withdrawn. `mapping`: `Header=field`. The same file again changes nothing
    and is answered 200; faults in rows are answered 422 with `errors`.
    """
    name = file.filename or ""
    given = GivenTariffs(name, file.file.read(), year, whole, mapped(mapping or ()))
    done = take_in(session, given, now, who.actor)
    if done.before:
        response.status_code = 200
    return done.facts()


@router.get("/deviations")
def get_deviations(
    session: Reading,
    _who: KeyReader,
    year: Year = None,
    operator: Annotated[str, Query(max_length=300)] = "",
    cursor: Cursor = 0,
) -> dict[str, Any]:
    """What lies above the cap, by operator, provision and year; empty until a cap was set."""
    report = read_tariff_report(session, year)
    rows = [
        (number, deviation_facts(report.cap, found))
        for number, found in enumerate(report.deviations if report else (), 1)
        if report and number > cursor and operator in {"", found.operator}
    ]
    return listing(rows, lambda row: row[1], lambda row: row[0])


class ReportedIn(Input):
    """What an operator told before anybody asked; names as in the tariffs, `service` where the
    provision has several. `name` and `title` are who told it."""

    operator: Text
    provision: Text
    paragraph: Text = ""
    service: Text = ""
    year: StrictInt
    category: Text
    text: Text
    lasts: Text
    name: Text
    title: Text


@router.get("/reported")
def get_reported(session: Reading, _who: KeyReader) -> dict[str, Any]:
    """Deviations that operators reported of their own accord, the last of each tariff."""
    return listing(read_reported(session), reported_facts, lambda one: one.service_id)


@router.post("/reported", status_code=201)
def post_reported(
    body: ReportedIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Register what an operator told; the same again changes nothing."""
    place = (body.operator, body.provision, body.paragraph, body.service)
    operator, service = service_named(session, *place)
    said = body.model_dump(include={"year", "category", "text", "lasts", "name", "title"})
    row = report_deviation(session, operator, GivenDeviation(service, **said), now, who.actor)
    return {"id": row.id, "year": row.year, "reported_at": instant(row.reported_at)}


@router.get("/report", response_model=None)
def get_report(
    session: Reading,
    _who: KeyReader,
    year: Year = None,
    format: ReportFormat = ReportFormat.JSON,
) -> dict[str, Any] | Response:
    """The tariff report; `rule` is null until a cap was set. `format`: `json`, `xlsx` or `pdf`."""
    if format is ReportFormat.JSON:
        return report_facts(read_tariff_report(session, year))
    file = tariff_report_file(session, year, format)
    return download(file.content, file.media_type, file.filename)


def _year(text: str) -> int:
    """0, which is no year of a cap, for what is no year at all."""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
