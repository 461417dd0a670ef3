"""Headings among the rows: they give the rows below to the right operator, or to nobody."""

from collections.abc import Mapping, Sequence

import pytest

from rules.tariff_lines import Found
from rules.tariff_table import read_sheet

HEADER = ["Tilbud", "Paragraf", "Ydelse", "Takst 2022"]
FAXE, A, B = ["Faxe Kommune"], ["A", "107", "", 1.0], ["B", "107", "", 2.0]


def read(
    *rows: Sequence[object],
    said: Mapping[str, str] | None = None,
    header: Sequence[object] = HEADER,
    sheet: str = "",
) -> Found:
    found = Found()
    assert read_sheet(sheet, iter([header, *rows]), None, said or {}, found)
    return found


def whose(found: Found) -> list[tuple[str, str]]:
    return [(one.operator.name, one.provision) for one in found.services]


def asked(found: Found) -> list[tuple[str, str]]:
    return [(text, place) for text, place, _ in found.columns if place.startswith("række")]


@pytest.mark.parametrize(
    ("heading", "operator"),
    [
        ("Slagelse", "Slagelse"),
        ("Fonden Solsikken", "Fonden Solsikken"),
        ("Den selvejende institution Solsikken", "Den selvejende institution Solsikken"),
        ("Solsikken ApS", "Solsikken ApS"),
        ("Døgntilbud", "Faxe"),
        ("Børn og unge", "Faxe"),
        ("Socialpsykiatrien", "Faxe"),
        ("Midlertidigt ophold", "Faxe"),
        ("§ 108", "Faxe"),
        ("108", "Faxe"),
        ("A", "Faxe"),  # a provision that stands above
        ("Alle takster er uden moms.", "Faxe"),
        ("* Nyt hus", "Faxe"),
        ("I alt", "Faxe"),
        ("Solsikken", None),
        ("Opholdsstedet Solsikken", None),
        ("Slagelsse", None),
        ("Skærum Kommune", None),
    ],
)
def test_rows_below_a_heading_are_of_whom_it_names_or_of_nobody(
    heading: str, operator: str | None
) -> None:
    found = read(FAXE, A, [heading], B)
    if operator:
        assert (whose(found), found.faults) == ([("Faxe", "A"), (operator, "B")], [])
    else:
        assert whose(found) == [("Faxe", "A")]
        assert [
            (fault.row, f"»{heading}« (række 4)" in fault.message) for fault in found.faults
        ] == [(5, True)]
        assert asked(found) == [(heading, "række 4")]


@pytest.mark.parametrize(("said", "operator"), [("operator", "Solsikken"), ("provision", "Faxe")])
def test_a_person_says_what_a_heading_is(said: str, operator: str) -> None:
    found = read(FAXE, A, ["Solsikken"], B, said={"solsikken": said})
    assert (whose(found), asked(found)) == ([("Faxe", "A"), (operator, "B")], [])


def test_an_operator_that_nobody_knows_is_not_the_one_above() -> None:
    found = read(FAXE, A, ["Slagelsse"], B, said={"slagelsse": "operator"})
    assert [fault.message for fault in found.faults] == [
        "»Slagelsse« er ikke en kommune eller region, vi kender. Er det Slagelse?"
    ]
    assert asked(found) == [("Slagelsse", "række 4")], "to be explained in another way"


def test_each_heading_is_explained_by_itself() -> None:
    found = Found()
    for sheet, heading in (("Nord", "Solsikken"), ("Syd", "Center Syd")):
        assert read_sheet(sheet, iter([HEADER, FAXE, A, [heading], B]), None, {}, found)
    assert asked(found) == [("Solsikken", "række 4"), ("Center Syd", "række 4 i »Syd«")]


def test_where_the_title_names_the_only_operator_its_headings_are_parts() -> None:
    for heading, kept in (("Solsikken", True), ("Slagelse", False), ("Slagelsse", False)):
        found = read(A, [heading], B, sheet="Takster for Faxe Kommune")
        assert (("Faxe", "B") in whose(found)) is kept
    found = read(A, ["Slagelse"], B, ["Solsikken"], ["C", "", "", 3.0], sheet="Faxe")
    assert [fault.row for fault in found.faults] == [6]


def test_an_operator_that_a_row_has_named_is_known_as_a_heading() -> None:
    header = ["Driftsherre", *HEADER]
    found = read(
        ["Solsikken", *A],
        ["Faxe", *A],
        ["Solsikken"],
        ["", *B],
        header=header,
    )
    assert whose(found) == [("Solsikken", "A"), ("Faxe", "A"), ("Solsikken", "B")]


def test_a_row_without_a_tariff_is_not_passed_over_by_those_below_it() -> None:
    """They continue it, and not what stands above it."""
    header = ["Driftsherre", *HEADER]
    found = read(
        ["Faxe", "A", "107", "Døgn", 1.0],
        ["Faxe", "B", "107", "", ""],
        ["", "", "", "Døgn", 2.0],
        ["Slagelse", "C", "107", "Døgn", ""],
        ["", "D", "107", "Døgn", 4.0],
        ["Solsikken", "E", "107", "Døgn", ""],
        ["", "F", "107", "Døgn", 5.0],
        ["Faxe", "G", "107", "Døgn", 6.0],
        ["", "Voksne"],
        ["", "", "", "Døgn", 7.0],
        header=header,
    )
    assert whose(found) == [("Faxe", "A"), ("Faxe", "B"), ("Slagelse", "D"), ("Faxe", "G")]
    assert [(fault.row, fault.message.split(":")[0]) for fault in found.faults] == [
        (8, "Driftsherren mangler"),
        (11, "Tilbuddets navn mangler."),
    ]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Aktivitetscentret Bakken", True),
        ("Forsorgshjem Roskilde", True),
        ("Center for Handicap", True),
        ("Botilbud til voksne efter § 107", False),
        ("Midlertidige boformer", False),
    ],
)
def test_a_provision_may_be_named_after_what_it_does(heading: str, names: bool) -> None:
    found = read(A, [heading], ["", "107", "Døgn", 2.0], sheet="Faxe")
    assert (("Faxe", heading) in whose(found), not found.faults) == (names, names)


def test_only_a_heading_that_matters_is_asked_about() -> None:
    header = ["Driftsherre", *HEADER]
    rows = ["Center Nord"], ["Faxe", *A], ["Solsikken"], ["Faxe", *B], ["Kilde Faxe"]
    assert asked(read(*rows, header=header)) == []
    found = read(["Faxe", *A], ["", "Solsikken"], ["", "", "107", "Døgn", 2.0], header=header)
    assert (whose(found), found.faults) == ([("Faxe", "A"), ("Faxe", "Solsikken")], [])
    assert not read(["Faxe", *A], ["", "Slagelsse"], ["", *B], header=header).services[1:]


def test_headings_without_end_are_asked_about_a_hundred_times() -> None:
    rows = [row for n in range(150) for row in ([f"Hus {n} x"], ["A", "107", f"{n}", 1.0])]
    found = read(FAXE, A, *rows)
    assert len(found.faults) == 150
    assert len(found.columns) == 100


def test_a_column_of_several_sheets_is_explained_once() -> None:
    found = read([*FAXE], A)
    assert read_sheet(
        "Nyt", iter([["Driftsherre", *HEADER[:1], "Pris 1", HEADER[3]]]), None, {}, found
    )
    assert [(text, at) for text, at, _ in found.columns] == [
        *(("Tilbud", "A"), ("Paragraf", "B"), ("Ydelse", "C"), ("Takst 2022", "D")),
        *(("Driftsherre", "A i »Nyt«"), ("Pris 1", "C i »Nyt«")),
    ]
