"""A whole made-up season, taken in from the files operators would send, against what is true."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from sqlalchemy import Engine

from actions.example_tariffs import CAP, RATES, lay_out_tariffs
from actions.read_tariff_report import read_tariff_report
from actions.set_cap_rule import set_cap_rule
from actions.upload_tariff_file import GivenTariffs, take_in
from models.database import reading, transaction
from models.settings import get_settings
from rules.example_season import YEARS, Tariff, season
from tests.builders import BY, NOW
from tests.databases import sqlite_only
from tools.example_tariffs import files


def truth(of: dict[str, list[Tariff]]) -> dict[tuple[str, str, int], tuple[int, int, str | None]]:
    """Cap, excess and reason of what departs, reckoned from the facts and not from the files."""
    found = {}
    facts = [tariff for tariffs in of.values() for tariff in tariffs]
    base = {(t.operator, t.provision): Decimal(t.ore) for t in facts if t.year == 2019}
    for tariff in facts:
        if tariff.year > 2019 and (cap := base.get((tariff.operator, tariff.provision))):
            for year in range(2020, tariff.year + 1):
                cap *= 1 + Decimal(RATES[year]) / 100
            ore = int(cap.quantize(Decimal(1), ROUND_HALF_UP))
            if tariff.ore > ore:
                place = (tariff.operator, tariff.provision, tariff.year)
                found[place] = (ore, tariff.ore - ore, tariff.reason or None)
    return found


@sqlite_only
def test_the_files_of_thirty_operators_say_what_is_true(engine: Engine, tmp_path: Path) -> None:
    of = season()
    with transaction() as session:
        set_cap_rule(session, CAP, NOW, BY)
        for name, content in files(of).items():
            take_in(session, GivenTariffs(name, content), NOW, BY)
    with reading() as session:
        report = read_tariff_report(session, None)
    assert report
    told = {
        (str(d.operator), str(d.provision), d.year): (d.cap_ore, d.excess_ore, d.explanation)
        for d in report.deviations
    }
    expected = truth(of)
    assert {place: facts[:2] for place, facts in told.items()} == {
        place: facts[:2] for place, facts in expected.items()
    }
    assert len(told) > 100
    assert {facts[2] for facts in told.values()} <= {facts[2] for facts in expected.values()}
    assert any(facts[2] for facts in told.values())
    assert report.quality.tariffs == sum(map(len, of.values()))
    assert len(report.operators) == 30
    assert sum(operator.provisions for operator in report.operators) > 850
    assert (len(report.quality.new) > 20, len(report.quality.closed) > 20) == (True, True)
    assert report.quality.without_places == 0
    assert report.years == list(YEARS[1:])


@sqlite_only
def test_the_sandbox_shows_the_same_season(engine: Engine) -> None:
    with transaction() as session:
        done = lay_out_tariffs(session, get_settings(), NOW, BY)
    with reading() as session:
        report = read_tariff_report(session, None)
    assert report
    of = season()
    assert done.added == sum(map(len, of.values()))
    assert {(str(d.operator), str(d.provision), d.year) for d in report.deviations} == set(
        truth(of)
    )


def test_it_is_the_same_each_time() -> None:
    assert season(3, 5) == season(3, 5)
