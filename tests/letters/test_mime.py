"""The finished source: whatever Danish stands around a link, the token lands where it belongs."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.mime import Mailbox, awaits_token, compose, link, redated, splice

AT = datetime(2020, 12, 1, 13, 5, tzinfo=UTC)
TOKENS = st.from_regex(r"[A-Za-z0-9_-]{28}", fullmatch=True)
ONE_LINE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
AWKWARD = [*"æøåÆØÅé={}~.-_ \t»«–…€😀\n", "\n\n", "From ", "{token}", "=3D", "--=_", "x" * 80]
DANISH = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(ONE_LINE, max_size=60))).map("".join)
HOSTS = st.sampled_from(
    [
        "http://127.0.0.1:8000",
        "https://rammeaftale.example.org",
        f"https://{'x' * 60}.example.org/a",
    ]
)


def composed(text: str = "tekst", html: str = "<p>tekst</p>", **changes: Any) -> bytes:
    facts: dict[str, Any] = {
        "identity": "invitation:1:open",
        "sender": Mailbox("Sekretariatet", "afsender@example.org"),
        "reply_to": Mailbox("Sekretariatet", "sekretariat@example.org"),
        "to": Mailbox("Åse", "aase@kommune.example.org"),
        "subject": "Påmindelse",
        "at": AT,
    }
    return compose(text=text, html=html, **facts | changes).source


def parsed(source: bytes) -> EmailMessage:
    message = email.message_from_bytes(source, policy=email.policy.default)
    assert not message.defects
    return message


def content(source: bytes, subtype: str) -> str:
    part = parsed(source).get_body((subtype,))
    assert part is not None
    assert not part.defects
    return cast(str, part.get_content()).replace("\r\n", "\n")


@settings(max_examples=200)
@given(before=DANISH, after=DANISH, token=TOKENS, host=HOSTS)
def test_both_parts_hold_the_right_link_and_the_same_text(
    before: str, after: str, token: str, host: str
) -> None:
    text = f"{before}{link(host)}{after}"
    source = splice(composed(text=text, html=f'<a href="{link(host)}">{text}</a>'), token)
    shown = f"{before}{host}/s/{token}{after}"
    assert content(source, "plain").rstrip("\n") == shown.rstrip("\n")
    assert content(source, "html").rstrip("\n") == f'<a href="{host}/s/{token}">{shown}</a>'


@settings(max_examples=200)
@given(before=DANISH, after=DANISH, token=TOKENS, host=HOSTS)
def test_the_source_is_plain_short_lines_and_keeps_its_length(
    before: str, after: str, token: str, host: str
) -> None:
    source = composed(text=f"{before}{link(host)}{after}")
    spliced = splice(source, token)
    assert len(spliced) == len(source)
    assert awaits_token(source)
    assert not awaits_token(spliced)
    assert spliced.isascii()
    lines = spliced.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    body = lines[lines.index(b"") :]
    assert max(map(len, body)) <= 76
    assert not [line for line in body if line.endswith((b" ", b"\t"))]
    assert sum(token.encode() in line for line in body) == 1


def test_a_short_address_stands_whole_on_its_line() -> None:
    source = splice(composed(text=f"Se {link('https://kort.example.org')} her"), "t" * 28)
    assert b"\r\nhttps://kort.example.org/s/" + b"t" * 28 + b"=\r\n" in source


def test_what_people_write_cannot_be_taken_for_the_placeholder() -> None:
    placeholder = "{" * 11 + "token" + "}" * 12
    source = composed(text=placeholder, html=placeholder, subject=placeholder)
    assert not awaits_token(source)
    assert splice(source, "t" * 28) == source
    assert content(source, "plain").strip() == placeholder


@pytest.mark.parametrize(
    "token",
    ["", "t" * 27, "t" * 29, "t" * 27 + "=", "t" * 27 + "\n", "t" * 28 + "\n", "å" * 28, "t/" * 14],
)
def test_a_token_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="28 url-safe"):
        splice(composed(), token)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert composed() == composed()
    other = composed(identity="invitation:2:open")
    assert parsed(other)["Message-ID"] != parsed(composed())["Message-ID"]


def test_headers_of_a_letter() -> None:
    message = parsed(composed(to=Mailbox("Åse »Ø« O'Neill, byråd", "aase@kommune.example.org")))
    assert message["Date"] == "Tue, 01 Dec 2020 14:05:00 +0100"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"].addresses[0].addr_spec == "afsender@example.org"
    assert message["Reply-To"].addresses[0].addr_spec == "sekretariat@example.org"
    [to] = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Åse »Ø« O'Neill, byråd", "aase@kommune.example.org")
    assert message["Message-ID"].endswith("@example.org>")
    assert message.get_content_type() == "multipart/alternative"


@given(subject=st.text(ONE_LINE))
def test_any_subject_arrives_as_it_was(subject: str) -> None:
    source = composed(subject=subject)
    assert parsed(source)["Subject"] == subject
    assert max(map(len, source.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


BREAKS = ["\r\nBcc: evil@example.org", "\nX: y", "\r", "\x00", "\x85", "\u2028", "\x1f", "\t"]


@pytest.mark.parametrize("break_", BREAKS)
@pytest.mark.parametrize("field", ["subject", "to", "sender", "reply_to"])
def test_no_header_takes_a_line_break(field: str, break_: str) -> None:
    value: Any = f"Navn{break_}"
    if field != "subject":
        value = Mailbox(value, "navn@example.org")
    with pytest.raises(ValueError, match="control characters"):
        composed(**{field: value})


@pytest.mark.parametrize(
    "address",
    [
        '"c\r\nRCPT TO:<evil@x>"@d.dk',
        "a@b.dk\r\nBcc: evil@example.org",
        "a@b.dk\n",
        "a@b.dk>",
        "a@b.dk, evil@example.org",
        "Navn <a@b.dk>",
        "a b@c.dk",
        "å@b.dk",
        "a@b",
        "",
    ],
)
@pytest.mark.parametrize("field", ["to", "sender", "reply_to"])
def test_only_a_plain_address_is_written(field: str, address: str) -> None:
    with pytest.raises(ValueError, match="not a plain address"):
        composed(**cast(Any, {field: Mailbox("Navn", address)}))


def test_a_draft_gets_the_date_it_is_released() -> None:
    source = composed(text="Date: i dag")
    later = redated(source, datetime(2020, 12, 10, 8, tzinfo=UTC))
    assert parsed(later)["Date"] == "Thu, 10 Dec 2020 09:00:00 +0100"
    assert re.sub(rb"Date: [^\r]*", b"", later) == re.sub(rb"Date: [^\r]*", b"", source)
