"""Tariffs as the secretariat follows them up: the cap, what departs from it, and the files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.example_tariffs import lay_out_tariffs, may_lay_out
from actions.read_tariff_report import read_tariff_report
from actions.set_cap_rule import cap_in_force, set_cap_rule
from actions.tariff_files import newest_tariff_files
from actions.tariff_report_file import ReportFormat, tariff_report_file
from actions.upload_tariff_file import GivenTariffs, upload_tariff_file
from api.doors import Now, Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages.download import download
from api.pages.errors import redisplays
from api.pages.forms import Form, Typed, TypedForm
from api.pages.number_input import told_year
from api.pages.rendering import page
from api.pages.tariff_view import of_year
from models.settings import get_settings
from models.vocabulary import CapLevel
from reports import tariff_words
from rules.refusal import Refusal
from rules.tariff_cap_changes import GivenCap, GivenRate

router = APIRouter(prefix="/tariffs")


@router.get("")
def show_tariffs(
    request: Request,
    session: Reading,
    _who: SignedIn,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> Response:
    return _page(request, session, Form(""), year=year)


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _page(request, session, form, status)


@router.post("/rule", dependencies=[Depends(redisplays(_again))])
def set_rule(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    _, new = set_cap_rule(session, _given(typed), now, who.actor)
    return RedirectResponse(f"/tariffs?done={'cap' if new else 'cap-same'}", 303)


@router.post("/files", dependencies=[Depends(redisplays(_again))])
def upload(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    """Kept with its preview; nothing is taken in before somebody accepts it."""
    sent = typed.file("file")
    if sent is None:
        raise Refusal("Vælg en fil med takster.", field="file")
    year = told_year(typed, "year") if typed.text("year").strip() else None
    given = GivenTariffs(sent.filename, sent.content, year, typed.ticked("whole"))
    file, _ = upload_tariff_file(session, given, now, who.actor)
    return RedirectResponse(f"/tariffs/files/{file.id}", 303)


@router.post("/example", dependencies=[Depends(redisplays(_again))])
def lay_out_example(session: Writing, who: SecretariatForm, now: Now) -> Response:
    lay_out_tariffs(session, get_settings(), now, who.actor)
    return RedirectResponse("/tariffs?done=tariffs-example", 303)


@router.get("/report.{kind}")
def get_report(kind: ReportFormat, session: Reading, _who: SignedIn) -> Response:
    """The whole report as a file: xlsx, PDF or JSON."""
    file = tariff_report_file(session, None, kind)
    return download(file.content, file.media_type, file.filename)


def _given(typed: Typed) -> GivenCap:
    return GivenCap(
        base_year=told_year(typed, "base_year"),
        end_year=told_year(typed, "end_year"),
        rates=list(_rates(typed.text("rates"))),
        source=typed.text("source"),
        deduction_pct=typed.text("deduction_pct") or "0",
        level=typed.text("level"),
        tolerance_pct=typed.text("tolerance_pct") or "0",
        overhead_goal_pct=typed.text("overhead_goal_pct") or "0",
    )


def _rates(text: str) -> list[GivenRate]:
    """One to a line: `2020 2,4`, `2020: 2,4 %` or `2020=2.4`."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        year, _, pct = line.replace("=", " ").replace(":", " ").strip().partition(" ")
        if not (year.isascii() and year.isdigit()):
            raise Refusal(f"»{line.strip()[:30]}« skal være et år og en sats.", field="rates")
        found.append(GivenRate(int(year[:4]), pct))
    return found


def _page(
    request: Request, session: Session, form: Form, status: int = 200, year: int | None = None
) -> Response:
    cap, report = cap_in_force(session), read_tariff_report(session, None)
    return page(
        request,
        "desk/tariffs.html",
        status,
        cap=cap,
        rates=tariff_words.rate_lines(cap) if cap else "",
        report=report,
        files=newest_tariff_files(session),
        levels=[(level.value, tariff_words.LEVELS[level]) for level in CapLevel],
        offers_example=may_lay_out(session, get_settings()),
        words=tariff_words,
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
        **(of_year(report, year) if report else {}),
    )
