"""The reference data agrees with itself on every day that matters; two regions merge in 2027."""

from collections import Counter
from datetime import date, timedelta

import pytest

from models.reference import council_of, kkr_holds, kkr_names, parties, parties_of
from models.reference.catalogue import example_document, templates
from models.vocabulary import PartyKind
from rules.questions.registry import QUESTIONS

LAST_BEFORE, FIRST_AFTER = date(2026, 12, 31), date(2027, 1, 1)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 365)]
REGIONS = {"1081", "1082", "1083", "1084", "1085"}
MERGED = "oestdanmark"
COUNTS = {  # municipalities; every KKR has its region besides
    LAST_BEFORE: {
        "hovedstaden": 29,
        "sjaelland": 17,
        "syddanmark": 22,
        "midtjylland": 19,
        "nordjylland": 11,
    },
    FIRST_AFTER: {MERGED: 46, "syddanmark": 22, "midtjylland": 19, "nordjylland": 11},
}


def test_98_municipalities_5_regions_and_the_one_to_come() -> None:
    kinds = Counter(party.kind for party in parties().values())
    assert kinds == {PartyKind.MUNICIPALITY: 98, PartyKind.REGION: 6}
    regions = {code for code, party in parties().items() if party.kind is PartyKind.REGION}
    assert regions == REGIONS | {MERGED}
    municipal = [p for p in parties().values() if p.kind is PartyKind.MUNICIPALITY]
    assert all(len(p.code) == 3 and p.code.isdigit() for p in municipal)
    assert "411" not in parties()  # Christiansø is no municipality


def test_names_are_unique_and_official_ones_say_what_they_are() -> None:
    everyone = list(parties().values())
    assert len({p.name for p in everyone}) == len({p.official_name for p in everyone}) == 104
    for party in everyone:
        if party.kind is PartyKind.MUNICIPALITY:
            assert party.official_name.endswith((" Kommune", " Regionskommune"))
        else:
            assert party.official_name.startswith("Region ")
    assert parties()["101"].official_name == "Københavns Kommune"
    assert parties()["400"].official_name == "Bornholms Regionskommune"


@pytest.mark.parametrize("day", COUNTS, ids=str)
def test_how_many_parties_a_kkr_has(day: date) -> None:
    found = {kkr: parties_of(kkr, day) for kkr in kkr_names()}
    sizes = {kkr: len(members) - 1 for kkr, members in found.items() if members}
    assert sizes == COUNTS[day]
    for members in found.values():
        assert [p.kind for p in members[-1:]] in ([], [PartyKind.REGION])
        assert members[:-1] == sorted(members[:-1], key=lambda party: party.code)
        assert all(p.kind is PartyKind.MUNICIPALITY for p in members[:-1])


@pytest.mark.parametrize("day", [date(2020, 9, 7), LAST_BEFORE, FIRST_AFTER, date(2028, 12, 31)])
def test_every_municipality_belongs_to_one_kkr(day: date) -> None:
    found = Counter(party.code for kkr in kkr_names() for party in parties_of(kkr, day))
    regions = REGIONS if day < FIRST_AFTER else REGIONS - {"1084", "1085"} | {MERGED}
    municipal = {c for c, p in parties().items() if p.kind is PartyKind.MUNICIPALITY}
    assert found == Counter(municipal | regions)


def test_the_merged_kkr_takes_over_both_memberships() -> None:
    before = {p.code for kkr in ("hovedstaden", "sjaelland") for p in parties_of(kkr, LAST_BEFORE)}
    after = {p.code for p in parties_of(MERGED, FIRST_AFTER)}
    assert after - {MERGED} == before - {"1084", "1085"}


@pytest.mark.parametrize("slug", sorted(kkr_names()))
def test_a_kkr_holds_exactly_while_it_has_parties(slug: str) -> None:
    for day in (LAST_BEFORE, FIRST_AFTER, DAYS[0], DAYS[-1]):
        assert kkr_holds(slug, day) == bool(parties_of(slug, day))


def test_every_party_has_one_council_each_day() -> None:
    """`oestdanmark` has its preparatory council before the region itself exists."""
    for day in DAYS:
        for code, party in parties().items():
            ended = code in {"1084", "1085"} and day >= FIRST_AFTER
            if ended:
                with pytest.raises(KeyError):
                    council_of(code, day)
            else:
                name = council_of(code, day)
                assert name.endswith(("råd", "rådet", "bestyrelsen", "ationen")), (party.name, name)


@pytest.mark.parametrize(
    ("code", "day", "council"),
    [
        ("101", "2026-06-01", "Borgerrepræsentationen"),
        ("851", "2026-06-01", "byrådet"),
        ("1085", "2026-12-31", "regionsrådet"),
        ("oestdanmark", "2026-12-31", "det forberedende regionsråd"),
        ("oestdanmark", "2027-01-01", "regionsrådet"),
    ],
)
def test_the_right_name_of_a_council(code: str, day: str, council: str) -> None:
    assert council_of(code, date.fromisoformat(day)) == council


@pytest.mark.parametrize(
    ("code", "day"), [("oestdanmark", "2025-12-31"), ("999", "2026-06-01"), ("101", "2006-12-31")]
)
def test_no_council_acts_for_what_is_not_there(code: str, day: str) -> None:
    with pytest.raises(KeyError):
        council_of(code, date.fromisoformat(day))


def test_unknown_kkr_and_too_early_a_day_have_no_parties() -> None:
    assert parties_of("jylland", LAST_BEFORE) == []
    assert parties_of("sjaelland", date(2006, 12, 31)) == []


def test_every_template_document_is_a_pdf_that_is_there() -> None:
    for template in templates().values():
        for document in template.documents:
            content = example_document(document.file)
            assert content.startswith(b"%PDF-"), document.file


@pytest.mark.parametrize("name", sorted(templates()))
def test_a_template_hangs_together(name: str) -> None:
    template = templates()[name]
    keys = [step.key for step in template.steps]
    assert len(keys) == len(set(keys))
    decides = QUESTIONS[template.kind].decides  # only then has the KKR a say
    assert {"sign_off", *(["kkr_approval"] if decides else [])} <= set(keys)
    for place, step in enumerate(template.steps):
        assert not step.after or step.after in keys[:place], (
            step.key
        )  # what comes before stands before
        assert step.source
    assert sum(fact.in_force for fact in template.deadlines) <= 1
    assert bool(template.points) is decides


def test_hovedstaden_has_its_ordinary_deadline_in_its_history() -> None:
    facts = templates()["hovedstaden-2021-2022"].deadlines
    assert [(str(f.falls_on), f.kind.value, f.in_force) for f in facts] == [
        ("2020-10-15", "statutory", False),
        ("2020-12-01", "applied_for", False),
        ("2020-12-01", "granted", True),
    ]
