"""Danish as officials write it."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import Environment

from models.seat import Seat
from models.vocabulary import Body, Outcome, PartyKind
from notifications.danish import FILTERS, OUTCOMES, body_words, install

DAY = date(2020, 12, 1)


@pytest.mark.parametrize(
    ("filter_", "value", "shown"),
    [
        ("long_date", DAY, "1. december 2020"),
        ("day_date", DAY, "tirsdag den 1. december 2020"),
        ("day_date", date(2021, 5, 23), "søndag den 23. maj 2021"),
        ("deadline", DAY, "tirsdag den 1. december 2020 (til og med den dag)"),
        # one hour before midnight UTC it is already tomorrow in Denmark, in summer two
        ("moment", datetime(2020, 11, 30, 23, 5, tzinfo=UTC), "den 1. december 2020 kl. 00.05"),
        ("moment", datetime(2020, 7, 1, 12, 5, tzinfo=UTC), "den 1. juli 2020 kl. 14.05"),
        ("capitalise", "ændret af KL", "Ændret af KL"),
        ("capitalise", "", ""),
        ("genitive", "Faxe Kommune", "Faxe Kommunes"),
        ("genitive", "Borgerrepræsentationen", "Borgerrepræsentationens"),
        ("genitive", "Region Bornholms", "Region Bornholms’"),
        ("joined", ["Faxe", "Sorø", "Stevns"], "Faxe, Sorø og Stevns"),
        ("joined", ["Faxe"], "Faxe"),
        ("joined", [], ""),
        ("outcome_words", "approved_with_remarks", "godkendt med bemærkninger"),
        ("quoted", "a\n\nb", "> a\n>\n> b"),
        ("line_breaks", "<a>\nb", "&lt;a&gt;<br>\nb"),
    ],
)
def test_filter(filter_: str, value: object, shown: str) -> None:
    assert str(FILTERS[filter_](value)) == shown


@pytest.mark.parametrize(("count", "shown"), [(0, "0 parter"), (1, "1 part"), (18, "18 parter")])
def test_plural(count: int, shown: str) -> None:
    environment = Environment(autoescape=True)
    install(environment)
    template = environment.from_string("{{ n | plural('part', 'parter') }}")
    assert template.render(n=count) == shown


@pytest.mark.parametrize(
    ("kind", "council", "body", "shown"),
    [
        (PartyKind.MUNICIPALITY, "byrådet", Body.COUNCIL, "byrådet"),
        (PartyKind.MUNICIPALITY, "byrådet", Body.MAYOR, "borgmesteren på byrådets vegne"),
        (PartyKind.REGION, "regionsrådet", Body.REGIONAL_COUNCIL, "regionsrådet"),
        (
            PartyKind.REGION,
            "regionsrådet",
            Body.MAYOR,
            "regionsrådsformanden på regionsrådets vegne",
        ),
        (PartyKind.MUNICIPALITY, "byrådet", "finance_committee", "økonomiudvalget"),
        (PartyKind.REGION, "regionsrådet", "finance_committee", "forretningsudvalget"),
        (PartyKind.REGION, "regionsrådet", "administration", "administrationen"),
    ],
)
def test_body_by_its_right_name(kind: PartyKind, council: str, body: Body, shown: str) -> None:
    seat = Seat(round_id=1, code="1", party="X", party_kind=kind, council=council)
    assert body_words(body, seat) == shown


def test_every_outcome_and_body_has_words() -> None:
    seat = Seat(round_id=1, code="1", party="X", party_kind=PartyKind.MUNICIPALITY, council="y")
    assert set(OUTCOMES) == set(Outcome)
    assert all(body_words(body, seat) for body in Body)
