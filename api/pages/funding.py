"""The calculator of the joint funding model: what empty places cost each municipality."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.guards import SignedIn
from api.pages.forms import Form, Typed
from api.pages.rendering import page
from models.reference import kkr_names
from reports.funding_facts import Key, municipalities, weights_of
from rules.funding import Project, Statement, project, statements, what_if
from rules.refusal import Refusal
from rules.tariff_numbers import half_up, number

router = APIRouter(prefix="/tariffs/funding")
KEYS = [
    (Key.EQUAL, "Alle kommuner betaler lige meget"),
    (Key.WEIGHTS, "Efter de tal, der er skrevet nedenfor, f.eks. brug eller folketal"),
]


@router.get("")
def show_funding(request: Request, _who: SignedIn) -> Response:
    """The question stands in the address, so that a calculation can be sent to others."""
    asked = Typed(dict(request.query_params))
    form = Form("funding", asked if asked.values else None)
    told: tuple[Project, dict[str, str], list[Statement]] | None = None
    if form.typed:
        try:
            told = _reckoned(asked)
        except Refusal as refusal:
            form.errors[refusal.field] = refusal.message
    of, names, years = told or (None, {}, [])
    return page(
        request,
        "desk/funding.html",
        422 if form.errors else 200,
        form=form,
        kkr=list(kkr_names().items()),
        keys=KEYS,
        names=names,
        years=years,
        other=what_if(of) if of else [],
    )


def _reckoned(asked: Typed) -> tuple[Project, dict[str, str], list[Statement]]:
    kkr = asked.text("kkr")
    if kkr not in kkr_names():
        raise Refusal("Vælg et KKR.", field="kkr")
    kroner = number(asked.text("tariff_ore"))
    of = project(
        _whole(asked, "first_year"),
        _whole(asked, "places"),
        half_up(kroner * 100) if kroner else 0,
        asked.text("occupancy_pct").split(),
    )
    names = municipalities(kkr, of.first_year)
    key = Key.WEIGHTS if asked.text("key") == Key.WEIGHTS else Key.EQUAL
    given = list(filter(str.strip, asked.text("weight").splitlines()))
    return of, names, statements(of, weights_of(key, given, names))


def _whole(asked: Typed, name: str) -> int:
    text = asked.text(name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
