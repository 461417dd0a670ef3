"""Text that does not say how it is written: every way is understood, or refused in one sentence."""

# ruff: noqa: RUF001 - signs that look like others are the point

import pytest

from models.reference import parties
from rules.encodings import DANISH, decoded
from rules.refusal import Refusal

EVERY = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "cp850", "cp865", "mac_roman")
TABLE = "Driftsherre;Tilbud;År;Takst 2022\nHøje-Taastrup;Café Ærtegården;2022;1000,50\n"


@pytest.mark.parametrize("encoding", EVERY)
def test_a_table_is_the_same_however_it_is_written(encoding: str) -> None:
    assert decoded(TABLE.encode(encoding), "file") == TABLE


@pytest.mark.parametrize("encoding", EVERY)
def test_one_party_with_a_danish_letter_is_enough(encoding: str) -> None:
    for party in parties().values():
        if DANISH.search(party.name):
            for name in (party.name, party.name.upper()):
                assert decoded(f"{name};A;1".encode(encoding), "file") == f"{name};A;1"


@pytest.mark.parametrize(
    "text",
    [
        "Jensen’s “Sol”, ‘Måne’ og »Bæk« – 2019–2022",
        "O’Neill ‘Solsikken’",
        "VÆRESTEDET GRØNÅ ÅRHUS",
        "Høje TTI® naïve José Õ",
        "25° 1¾ t 100 ¤ m² ½",
        "Fonden Sol",
        "",
    ],
)
def test_what_windows_writes_stays_as_it_is(text: str) -> None:
    assert decoded(text.encode("cp1252"), "file") == text


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("Fonden Bøgen;Egegården".encode("cp850"), "B›gen;Egeg†rden"),
        ("Fonden Bøgen;Egegården".encode("mac_roman"), "B¿gen;EgegŒrden"),
        ("Køge;Egehuset".encode("cp1252") + b"\x81", "Køge;Egehuset\ufffd«"),
        ("Høje-Taastrup;Ærø".encode() + "\nKøge;Ærø;Ærø".encode("cp1252"), "HÃ¸je-Taastrup;Ã†rÃ¸"),
    ],
)
def test_letters_that_cannot_be_told_are_refused(content: bytes, shown: str) -> None:
    with pytest.raises(Refusal, match="CSV UTF-8") as refused:
        decoded(content, "file")
    assert f"der står »{shown}" in str(refused.value)
