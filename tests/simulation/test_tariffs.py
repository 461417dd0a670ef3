"""A season of tariffs, day by day: files come and are corrected, rounds ask, operators explain,
correct and report unasked, the secretariat accepts and asks back. A seed is a story.

What must hold every evening: each deviation is explained, corrected or open, and the report says
which; nothing is explained twice; øre sums are equal wherever they are reckoned.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.answer_seat import answer_seat
from actions.create_round import create_round
from actions.end_round import cancel_round, close_round
from actions.load import seats_of
from actions.mail_tariff_report import mail_tariff_report
from actions.read_tariff_report import read_tariff_report
from actions.report_deviation import GivenDeviation, report_deviation
from actions.settle_items import Verdict, settle_items
from actions.start_round import start_round
from actions.store_attachments import store_attachments
from actions.upload_tariff_file import GivenTariffs, take_in
from actions.verify_audit import verify_audit
from actions.write_answer import Teller
from api.pages.forms import GivenFile
from models.database import transaction
from models.letter import Letter
from models.round import Round
from models.seat import Answer, Seat
from models.settings import get_settings
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from models.vocabulary import LetterKind, RoundState
from rules.planning import Wanted
from rules.questions.items import ItemState, items_of, open_items
from rules.questions.submission import Submission
from rules.refusal import Refusal
from rules.seats import FINAL
from rules.tariff_standing import Standing
from tests.above_the_cap import above_the_cap, csv_of
from tests.builders import BY, danish
from tests.databases import sqlite_only

FIRST, DAYS = danish("2026-09-28 10:00"), 50
OPERATORS = ("Aalborg", "Thisted", "Hjørring", "Region Nordjylland", "Fonden Havblik")
EACH = 4  # provisions of an operator
LIVE = {RoundState.OPEN, RoundState.COMPLETE}


class Season:
    """What may happen on a day; `told` counts what was accepted, by what it was."""

    def __init__(self, session: Session, chance: Random, now: datetime) -> None:
        self.session, self.chance, self.now = session, chance, now

    def rounds(self) -> list[Round]:
        return [r for r in self.session.exec(select(Round)).all() if r.state in LIVE]

    def file(self) -> None:
        """Some figures of one operator, about half of them above the cap of 1020,00."""
        operator = self.chance.choice(OPERATORS)
        rows = [row(operator, n, self.chance) for n in range(EACH) if self.chance.random() < 0.4]
        if rows:
            take_in(self.session, GivenTariffs("t.csv", csv_of(rows)), self.now, BY)

    def round(self) -> None:
        wanted = Wanted(
            kind="tariff_explanation",
            kkr="nordjylland",
            deadline=self.now.date() + timedelta(days=20),
        )
        start_round(self.session, create_round(self.session, wanted, self.now, BY), self.now, BY)

    def end(self) -> None:
        for round_ in self.rounds():
            if self.chance.random() < 0.1:
                cancel_round(self.session, round_, "Nej.", self.now, BY)
            else:
                close_round(self.session, round_, self.now, BY)

    def answer(self) -> None:
        for seat, round_ in self.seats():
            own = {
                f"{item.number}.{name}": value
                for item in open_items(seat)
                for name, value in self.told().items()
            }
            papers = {
                f"{item.number}.files": [GivenFile("Bilag.pdf", f"%PDF-{self.now}".encode())]
                for item in open_items(seat)
                if self.chance.random() < 0.3
            }
            reason = "En tastefejl." if seat.state in FINAL else ""
            given = Submission(seat.version, "Anna Ø", "konsulent", own=own, reason=reason)
            given = replace(given, attachments=store_attachments(self.session, papers))
            answer_seat(self.session, round_, seat, given, Teller(on_behalf_by="Ida"), self.now)

    def told(self) -> dict[str, object]:
        act = self.chance.choice(["explain", "explain", "correct"])
        facts: dict[str, object] = {
            "act": act,
            "category": "law",
            "lasts": "permanent",
            "text": str(self.now),
        }
        ore = self.chance.choice([100_000, 101_000, 102_000, 103_000, 109_000])
        return {**facts, "tariff_ore": ore} if act == "correct" else facts

    def settle(self) -> None:
        for seat, round_ in self.seats():
            verdicts = [
                Verdict(item.number, self.chance.random() < 0.7, "Hvad er det?")
                for item in items_of(seat)
                if self.chance.random() < 0.6
            ]
            settle_items(self.session, round_, seat, verdicts, self.now, BY)

    def unasked(self) -> None:
        operator = self.chance.choice(self.session.exec(select(TariffOperator)).all())
        query = select(TariffService.id).where(TariffService.operator_id == operator.id)
        service = self.chance.choice(self.session.exec(query).all()) or 0
        given = GivenDeviation(service, 2018, "law", "Lov.", "permanent", "Bo", "konsulent")
        report_deviation(self.session, operator, given, self.now, BY)

    def seats(self) -> Iterator[tuple[Seat, Round]]:
        for round_ in self.rounds():
            for seat in seats_of(self.session, round_):
                if self.chance.random() < 0.3:
                    yield seat, round_


ACTS = (
    *((Season.file, 0.25), (Season.round, 0.15), (Season.end, 0.04), (Season.unasked, 0.1)),
    *((Season.answer, 0.5), (Season.settle, 0.5)),
)


def row(operator: str, number: int, chance: Random) -> str:
    return f"{operator};Tilbud {number};§ 107;1000,00;{chance.randrange(1000, 1060)},00"


def excess(session: Session) -> dict[int, int]:
    """In øre by service, from the lines that hold: the cap is 102 % of the base year's."""
    rows = session.exec(
        select(TariffLine.service_id, TariffLine.year, TariffLine.tariff_ore).where(
            col(TariffLine.superseded_by).is_(None)
        )
    ).all()
    ore = {(service, year): tariff for service, year, tariff in rows}
    over = {s: t - (ore[s, 2017] * 102 + 50) // 100 for (s, year), t in ore.items() if year == 2018}
    return {service: amount for service, amount in over.items() if amount > 0}


def check_report(session: Session) -> Counter[Standing]:
    report = read_tariff_report(session, None)
    assert report
    found = list(report.deviations)
    assert {d.service_id: d.excess_ore for d in found} == excess(session)
    total = sum(d.excess_ore for d in found)
    for groups in (report.by_operator, report.by_paragraph, report.by_kkr):
        assert sum(group.excess_ore for group in groups) == total
    assert all(d.said for d in found)
    for d in found:
        if d.said and d.said.standing is Standing.ACCEPTED:
            assert d.explanation, d
    return Counter(d.said.standing for d in found if d.said)


def check_items(session: Session) -> Counter[str]:
    """Nothing is accepted twice, and what is accepted was told and is asked about no more."""
    accepted: Counter[tuple[object, ...]] = Counter()
    told: Counter[str] = Counter()
    for seat in session.exec(select(Seat)):
        answers = session.exec(
            select(Answer).where(Answer.seat_id == seat.id).order_by(col(Answer.number))
        ).all()
        for item in items_of(seat):
            if item.state is ItemState.ACCEPTED:
                figure = (item.facts["service"], item.facts["year"], item.facts["actual_ore"])
                accepted[figure] += 1
                told[item.told["act"]] += 1
                last = [a for a in answers if f"{item.number}.act" in a.details][-1]
                assert last.details[f"{item.number}.text"] == item.told["text"]
                assert last.details[f"{item.number}.files"] == item.told["files"]
                told["papers"] += len(item.files)
            assert (item.state is ItemState.ASKED_BACK) == bool(item.question)
    assert max(accepted.values(), default=0) <= 1
    corrections = session.exec(
        select(TariffFile).where(col(TariffFile.filename).startswith("rettelse-"))
    ).all()
    assert len(corrections) == told["correct"]
    return told


@sqlite_only
@pytest.mark.parametrize("seed", range(2))
def test_a_season(engine: Engine, environment: pytest.MonkeyPatch, seed: int) -> None:
    environment.setenv("RAMMEAFTALE_REPORT_TO", "leder@example.org")
    get_settings.cache_clear()
    chance = Random(seed)
    seen: Counter[str] = Counter()
    with transaction(engine) as session:
        above_the_cap(session, [row(name, n, chance) for name in OPERATORS for n in range(EACH)])
    for day in range(DAYS):
        now = FIRST + timedelta(days=day)
        for act, often in ACTS:
            if chance.random() < often:
                with suppress(Refusal), transaction(engine) as session:
                    act(Season(session, chance, now))
        with transaction(engine) as session:
            mail_tariff_report(session, now)
            if day % 2:
                seen.update(check_report(session))
            told = check_items(session)
    with transaction(engine) as session:
        assert verify_audit(session).problems == []
        keys = session.exec(select(Letter.key).where(Letter.kind == LetterKind.TARIFF_REPORT)).all()
    assert len(set(keys)) == len(keys) >= 3  # one each month
    assert told["explain"]
    assert told["correct"]
    assert told["papers"]
    assert set(seen) == set(Standing) - {Standing.IN_FILE}
