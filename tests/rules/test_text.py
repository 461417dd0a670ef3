"""What may be typed: control characters never, addresses only as plain dot-atoms."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refusal import Refusal
from rules.text import address, line, paragraphs

LONGEST_LOCAL = "a" * 64
LABEL = "b" * 63
CONTROL = [chr(code) for code in range(0x20) if chr(code) not in "\t\n"]
CONTROL += [chr(code) for code in range(0x7F, 0xA0)] + ["\u2028", "\u2029", "\ud800", "\udfff"]


@pytest.mark.parametrize("character", CONTROL, ids=lambda c: f"{ord(c):x}")
def test_control_characters_are_refused_everywhere(character: str) -> None:
    for check in (line, paragraphs):
        with pytest.raises(Refusal) as refused:
            check(f"før{character}efter", "remarks")
        assert refused.value.field == "remarks"


@pytest.mark.parametrize("character", ["\t", "\n"])
def test_tab_and_newline_are_for_paragraphs_only(character: str) -> None:
    assert paragraphs(f"før{character}efter", "remarks") == f"før{character}efter"
    with pytest.raises(Refusal):
        line(f"før{character}efter", "title")


def test_windows_line_ends_become_plain_ones_and_a_lone_cr_is_refused() -> None:
    assert paragraphs("en\r\nto\r\n", "remarks") == "en\nto"
    with pytest.raises(Refusal):
        paragraphs("en\rto", "remarks")


@pytest.mark.parametrize("good", ["Æblegrød på Åsen", "“”–…€«»", "日本", "😀", "a\u00a0b", "{{x}}"])
def test_any_writing_is_kept_as_it_is(good: str) -> None:
    assert line(f"  {good} ", "title") == paragraphs(f" {good}\n", "remarks") == good


def test_length_is_counted_after_trimming_and_said() -> None:
    assert line(" " * 50 + "x" * 300, "title") == "x" * 300
    with pytest.raises(Refusal, match="301 tegn; der er plads til 300"):
        line("x" * 301, "title")
    with pytest.raises(Refusal, match="plads til 20000"):
        paragraphs("x" * 20_001, "remarks")


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("navn@kommune.dk", "navn@kommune.dk"),
        (" navn@kommune.dk ", "navn@kommune.dk"),
        ("Navn.Navnesen@Kommune.DK", "Navn.Navnesen@kommune.dk"),
        ("o'neil+aftale@sub.kommune.dk", "o'neil+aftale@sub.kommune.dk"),
        ("!#$%&'*+/=?^_`{|}~-@k.dk", "!#$%&'*+/=?^_`{|}~-@k.dk"),
        ("a@xn--bl-zja.dk", "a@xn--bl-zja.dk"),
        (f"{LONGEST_LOCAL}@k.dk", f"{LONGEST_LOCAL}@k.dk"),
        (f"a@{LABEL}.dk", f"a@{LABEL}.dk"),
    ],
)
def test_a_plain_address_is_taken(given_: str, kept: str) -> None:
    assert address(given_) == kept


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "navn",
        "@kommune.dk",
        "navn@",
        "navn@kommune",
        "navn@@kommune.dk",
        "navn@a@kommune.dk",
        "na vn@kommune.dk",
        "navn@kom mune.dk",
        "navn @kommune.dk",
        "navn@ kommune.dk",
        ".navn@kommune.dk",
        "navn.@kommune.dk",
        "na..vn@kommune.dk",
        "navn@kommune.dk.",
        "navn@.kommune.dk",
        "navn@kommune..dk",
        "navn@-kommune.dk",
        "navn@kommune-.dk",
        "åse@kommune.dk",
        "navn@blå.dk",
        "nаvn@kommune.dk",  # noqa: RUF001 - a Cyrillic letter
        '"navn"@kommune.dk',
        '"a b"@kommune.dk',
        '"c\r\nRCPT TO:<evil@x>"@d.dk',
        "navn@kommune.dk\r\nBcc: evil@x.dk",
        "navn@kommune.dk\n",
        "\tnavn@kommune.dk",
        "navn@kommune.dk\x00",
        "Navn <navn@kommune.dk>",
        "navn@kommune.dk, anden@kommune.dk",
        "navn@kommune.dk;anden@kommune.dk",
        "navn(kommentar)@kommune.dk",
        "navn@[127.0.0.1]",
        "mailto:navn@kommune.dk",
        "navn@kommune.dk?cc=x",
        f"{LONGEST_LOCAL}a@k.dk",
        f"a@{LABEL}b.dk",
        f"{LONGEST_LOCAL}@{'.'.join([LABEL] * 3)}.dk",
    ],
)
def test_anything_else_is_refused_in_one_printable_line(bad: str) -> None:
    with pytest.raises(Refusal) as refused:
        address(bad)
    assert refused.value.field == "email"
    assert refused.value.message.isprintable()


@given(st.text(max_size=80))
def test_whatever_is_taken_can_stand_in_a_header_and_an_smtp_dialogue(text: str) -> None:
    try:
        taken = address(text + "@kommune.dk")
    except Refusal:
        return
    assert re.fullmatch(r"[!-~]+@[!-~]+", taken)
    assert not set('"(),:;<>@[\\] ') & set(taken.rpartition("@")[0])
