"""The operators whose tariffs lie above the cap, each with its list: whom a round of explanations
asks (docs/adr/0031)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col, select

from actions.read_tariff_report import NO_CAP, read_tariff_report
from models.reference import Party, kkr_names, parties_of
from models.round import Round
from models.seat import Seat
from models.tariff import TariffOperator
from models.vocabulary import PartyKind, RoundState
from notifications.danish import kroner
from reports.tariff_words import percent, place, working
from rules.planning import Plan, Wanted
from rules.questions.items import Item, ItemState, items_of
from rules.refusal import Refusal, Why
from rules.tariff_report import Deviation, Report

PRIVATE = "privat-"  # before a private operator's id: it has no code of its own
Figure = tuple[int, int | None, int, int]  # operator, service (null: average), year, tariff in øre


def choose_year(session: Session, wanted: Wanted) -> Wanted:
    """The last year that can be tested, and the KKR when the operators' parties have only one."""
    report = read_tariff_report(session, wanted.year)
    if report is None:
        raise Refusal(NO_CAP, why=Why.CONFLICT)
    year = report.years[-1]
    if wanted.agreement is not None:
        return replace(wanted, year=year)
    period_from = wanted.period_from or date(year, 1, 1)
    kkr = wanted.kkr or _only_kkr(session, period_from)
    title = wanted.title or f"Takster over loftet {year}" + (
        f", {kkr_names()[kkr]}" if kkr in kkr_names() else ""
    )
    return replace(wanted, year=year, kkr=kkr, period_from=period_from, title=title)


def deviating_parties(
    session: Session, planned: Plan, wanted: Wanted
) -> list[tuple[Party, list[Item]]]:
    """Municipalities by code, the region, then private operators by name.

    What is asked about in another round that is not over, or has been accepted there, is not asked
    again; an exercise asks about all.
    """
    report = read_tariff_report(session, wanted.year)
    if report is None:
        raise Refusal(NO_CAP, why=Why.CONFLICT)
    settled = set() if wanted.sandbox else set(_settled(session))
    operators = {one.name: one for one in session.exec(select(TariffOperator))}
    members = {party.code: party for party in parties_of(planned.kkr, planned.period_from)}
    found = []
    for name, deviations in groupby(report.deviations, key=lambda one: one.operator):
        party = _party(operators.get(name or ""), members)
        if party is None:
            continue
        operator = operators[name or ""].id or 0
        rest = [one for one in deviations if _figure(operator, one) not in settled]
        if rest:
            found.append((party, list(_items(report, operator, rest))))
    if not found:
        raise _nobody(planned, wanted, known=bool(report.deviations))
    places = {code: number for number, code in enumerate(members)}
    return sorted(found, key=lambda pair: places.get(pair[0].code, len(places)))


def _nobody(planned: Plan, wanted: Wanted, *, known: bool) -> Refusal:
    """`known`: there are tariffs above the cap."""
    words = f"Der er ingen takster over loftet i {wanted.year} at spørge {planned.kkr_name} om" + (
        ", som der ikke allerede er spurgt om eller godtaget en forklaring på" if known else ""
    )
    return Refusal(f"{words}.", why=Why.CONFLICT, field="year")


def _only_kkr(session: Session, day: date) -> str | None:
    codes = set(session.exec(select(TariffOperator.code)).all()) - {None}
    kkrs = [kkr for kkr in kkr_names() if codes & {party.code for party in parties_of(kkr, day)}]
    return kkrs[0] if len(kkrs) == 1 else None


def _party(operator: TariffOperator | None, members: Mapping[str, Party]) -> Party | None:
    """Null: another KKR's, or the average of all, which nobody can explain."""
    if operator is None:
        return None
    if operator.code:
        return members.get(operator.code)
    return Party(f"{PRIVATE}{operator.id}", operator.name, operator.name, PartyKind.PRIVATE)


def _items(report: Report, operator: int, deviations: list[Deviation]) -> Iterator[Item]:
    for number, found in enumerate(deviations, 1):
        law = f", {found.paragraph}" if found.paragraph else ""
        excess = found.excess_pct
        over = percent(excess) if excess else f"{kroner(found.excess_ore)} kr."
        yield Item(
            number=number,
            title=f"{place(found)}{law}, {found.year}",
            lead=(
                f"Takst {kroner(found.actual_ore)} kr. pr. dag. Loftet er"
                f" {kroner(found.cap_ore)} kr. ({working(report.cap, found)});"
                f" taksten ligger {over} over."
                f" I {found.base_year} var den {kroner(found.base_ore)} kr."
            ),
            facts={
                "of": [name for name in (found.paragraph, found.provision) if name],
                "operator": operator,
                "service": found.service_id,
                "year": found.year,
                "actual_ore": found.actual_ore,
                "cap_ore": found.cap_ore,
                "allowed_ore": report.cap.allowed_ore(found.cap_ore),
            },
            told=_unasked(found),
        )


def _unasked(found: Deviation) -> dict[str, str]:
    """What its operator said before anybody asked, in its file or in a report."""
    if not found.explanation or found.said is None:
        return {}
    said = {"category": found.said.category, "text": found.explanation, "lasts": found.said.lasts}
    return {name: words for name, words in said.items() if words}


def _settled(session: Session) -> Iterator[Figure]:
    """Figures that were accepted, or are asked about in a round that is still to end."""
    over = {RoundState.CLOSED, RoundState.CANCELLED}
    rows = session.exec(
        select(Seat, Round.state)
        .join(Round, col(Round.id) == Seat.round_id)
        .where(col(Round.sandbox).is_(False), col(Seat.items) != [])
    )
    for seat, state in rows:
        for item in items_of(seat):
            if item.state is ItemState.ACCEPTED or state not in over:
                yield FIGURE(item.facts)


FIGURE = itemgetter("operator", "service", "year", "actual_ore")


def _figure(operator: int, found: Deviation) -> Figure:
    return operator, found.service_id, found.year, found.actual_ore
