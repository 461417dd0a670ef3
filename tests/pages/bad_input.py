"""Everything that must not pass at a party's link, as one table: where it goes in and what is sent.

`{token}` in a path is the party's own link. A case names the field it is about where there is one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from api.limits import BODY_LIMIT
from api.pages.party_input import JSON_LIMIT
from rules.files import MAX_BYTES
from tests.pages.browsing import HTML
from tests.pages.links import ANSWER, FORM, JSON

TOMORROW = "2020-09-09"  # on the sandbox's clock
GONE = object()  # the field is left out
NOT_YET = {"outcome": "not_yet", "decided_on": GONE, "body": GONE}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7 minutes"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ZIP_END = b"PK\x05\x06" + b"\0" * 18
MULTIPART = "multipart/form-data; boundary=x"
ANSWER_AT, DELEGATE_AT, OBJECT_AT = (
    f"/s/{{token}}/{at}" for at in ("answer", "delegation", "objection")
)


@dataclass(frozen=True)
class Case:
    """A request; `status` is the 4xx it gets, `about` the field that is named, if any."""

    area: str
    name: str
    path: str
    status: int
    request: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    method: str = "POST"
    token: Callable[[str], str] = str


EVERYWHERE: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"name": "   "}, "name"),
    ({"name": "123 456"}, "name"),
    ({"name": "Anna\x07"}, "name"),
    ({"name": "Anna\nØ"}, "name"),
    ({"name": "An\u2028na"}, "name"),
    ({"name": "A" * 201}, "name"),
    ({"name": GONE}, "name"),
    ({"title": ""}, "title"),
    ({"title": "chef\x00"}, "title"),
    ({"title": GONE}, "title"),
    ({"outcome": GONE}, "outcome"),
    ({"outcome": "taget til efterretning"}, "outcome"),
    ({"outcome": "Approved"}, "outcome"),
    ({"decided_on": GONE}, "decided_on"),
    ({"decided_on": TOMORROW}, "decided_on"),
    ({"decided_on": "9999-12-31"}, "decided_on"),
    ({"decided_on": "2017-11-28"}, "decided_on"),
    ({"decided_on": "0001-01-01"}, "decided_on"),
    ({"decided_on": "2020-02-30"}, "decided_on"),
    ({"decided_on": "i går"}, "decided_on"),
    ({"body": GONE}, "body"),
    ({"body": "committee"}, "body"),
    ({"body": "finance_committee"}, "body"),
    ({"body": "administration"}, "body"),
    ({"body": "regional_council"}, "body"),
    ({"body": "byrådet"}, "body"),
    ({"outcome": "approved_with_remarks"}, "remarks"),
    ({"outcome": "approved_with_reservation", "remarks": " \n\t "}, "remarks"),
    ({"outcome": "approved_with_remarks", "remarks": "ja\x1b[31m"}, "remarks"),
    ({"remarks": "x" * 20_001}, "remarks"),
    ({"dissent": "nej\x00"}, "dissent"),
    ({"agenda_item": "12\t13"}, "agenda_item"),
    ({"minutes_url": "javascript:alert(1)"}, "minutes_url"),
    ({"minutes_url": "https://example.org/a b"}, "minutes_url"),
    ({"minutes_url": "https://["}, "minutes_url"),
    ({**NOT_YET, "decided_on": "2020-09-07"}, "decided_on"),
    ({**NOT_YET, "meeting_on": "9999-12-31"}, "meeting_on"),
    ({**NOT_YET, "meeting_on": "2002-10-05"}, "meeting_on"),
    ({**NOT_YET, "meeting_on": "snart"}, "meeting_on"),
    ({"version": GONE}, "version"),
]
IN_JSON: list[tuple[dict[str, Any], str]] = [
    ({"name": 7}, "name"),
    ({"name": None}, "name"),
    ({"name": ["Anna"]}, "name"),
    ({"outcome": 1}, "outcome"),
    ({"decided_on": 1_599_523_200}, "decided_on"),
    ({"decided_on": "08.09.2020"}, "decided_on"),
    ({"decided_on": "2020-09-08T00:00:00"}, "decided_on"),
    ({"meeting_on": True}, "meeting_on"),
    ({"closed_item": "ja"}, "closed_item"),
    ({"version": "1"}, "version"),
    ({"version": True}, "version"),
    ({"version": 1.5}, "version"),
    ({"points": ["approved"]}, "points"),
    ({"points": {"1": "approved"}}, "points"),
    ({"points": {"1": "approved", "2": "approved", "3": "approved"}}, "points"),
    ({"points": {"1": "approved", "zwei": "approved"}}, "points"),
    ({"points": {"1": "approved", "2": "måske"}}, "points"),
    ({"points": {"1": "approved", "2": None}}, "points"),
    ({"outcom": "approved"}, "outcom"),
    ({"evidence": "JVBERi0="}, "evidence"),
]
IN_FORM: list[tuple[dict[str, Any], str]] = [
    ({"outcome": "points"}, "points"),
    ({"outcome": "points", "points.1": "approved"}, "points"),
    ({"points.1": "approved", "points.2": "approved", "points.9": "approved"}, "points"),
    ({"points.x": "approved"}, "points"),
]
FILES: list[tuple[str, bytes]] = [
    ("udskrift.pdf", PNG),
    ("udskrift.png", PDF),
    ("udskrift.pdf", b"<html><script>alert(1)</script>"),
    ("udskrift.pdf", b"<script>alert(1)</script>%PDF-1.7"),
    ("udskrift.pdf", b"%PDF-1.7\n<HTML><script>alert(1)</script>"),
    ("udskrift.png", PNG + b"<svg onload=alert(1)>"),
    ("udskrift.pdf", PDF + b"\n%%EOF" + ZIP_END),
    ("udskrift.jpg", b"\xff\xd8\xff" + ZIP_END[:20] + b"\x03\x00abc"),
    ("udskrift.exe", b"MZ\x90\x00"),
    ("udskrift", PDF),
    ("udskrift.pdf.html", PDF),
    ("udskrift.docx", b"PK\x03\x04docx"),
    ("udskrift.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("udskrift.pdf", b""),
    ("...", PDF),
    ("a\u202efdp.exe", PDF),
    ("C:\\temp\\", PDF),
    ("udskrift.pdf\u2028", PNG),
    ("udskrift.eml", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("udskrift.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ("udskrift.pdf", PDF + EICAR),
    ("udskrift.pdf", PDF + b"\0" * MAX_BYTES),
]
BODIES: list[bytes] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"approved"',
    b"[" * 100_000,
    b'{"name": "\\ud800"}',
    b"\xff\xfe{}",
]
NOT_TAKEN: list[tuple[str, bytes, str, int]] = [
    ("huge", b"x" * (BODY_LIMIT + 1), "application/json", 413),
    ("large", b'{"name": "' + b"x" * JSON_LIMIT + b'"}', "application/json", 413),
    ("text", b"hej", "text/plain", 415),
    ("xml", b"<answer/>", "application/xml", 415),
    ("no boundary", b"no boundary", "multipart/form-data", 400),
    ("broken multipart", b"--x\r\nnothing", MULTIPART, 422),
    ("no type", b"", "", 415),
]
ADDRESSES = [
    "",
    "bo",
    "bo@",
    "@example.org",
    "bo@example",
    "bo@exa mple.org",
    "bo@example.org, ida@example.org",
    "bo@example.org\r\nBcc: ida@evil.example",
    '"c\r\nRCPT TO:<evil@x>"@example.org',
    "bo@example.org\x00",
    "bø@example.org",
    "b" * 65 + "@example.org",
    "bo@" + "e" * 250 + ".org",
    "bo@-example.org",
    "<bo@example.org>",
]
TOKENS: list[tuple[str, Callable[[str], str]]] = [
    ("one short", lambda token: token[:-1]),
    ("first gone", lambda token: token[1:]),
    ("one more", lambda token: token + "A"),
    ("another end", lambda token: token[:-1] + ("A" if token[-1] != "A" else "B")),
    ("other case", str.swapcase),
    ("a null", lambda token: token[:10] + "%00" + token[11:]),
    ("all x", lambda _: "x" * 28),
    ("long", lambda _: "x" * 5_000),
    ("a smile", lambda _: "%F0%9F%98%80"),
    ("a path", lambda _: "..%2F..%2Fetc%2Fpasswd"),
    ("a query", lambda _: "'%20OR%201=1--"),
    ("brackets", lambda token: f"{token}%3Cscript%3E"),
]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
]


def cases() -> list[Case]:
    return [*_fields(), *_files(), *_bodies(), *_links(), *_others()]


def changed(given: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (given | changes).items() if value is not GONE}


def _fields() -> Iterator[Case]:
    for changes, about in EVERYWHERE + IN_JSON:
        yield Case(
            "json", _named(changes), ANSWER_AT, 422, {"json": changed(ANSWER, changes)}, about
        )
    for changes, about in EVERYWHERE + IN_FORM:
        form = {"data": changed(FORM, changes), "headers": HTML}
        yield Case("form", _named(changes), ANSWER_AT, 422, form, about)
    for version in (0, 2, -1, 10**30):
        stale = {"json": ANSWER | {"version": version}}
        yield Case("json", f"version={version}"[:20], ANSWER_AT, 409, stale, "version")


def _files() -> Iterator[Case]:
    for name, content in FILES:
        sent = {"data": FORM, "files": {"evidence": (name, content, "application/pdf")}}
        label = f"{name!r}, {content[:16]!r}, {len(content)} bytes"
        yield Case("upload", label, ANSWER_AT, 422, {**sent, "headers": HTML}, "evidence")


def _bodies() -> Iterator[Case]:
    json = {"Content-Type": "application/json"}
    for body in BODIES:
        yield Case(
            "body", repr(body[:16]), ANSWER_AT, 422, {"content": body, "headers": json}, "body"
        )
    for label, body, media, status in NOT_TAKEN:
        sent = {"Content-Type": media} if media else {}
        for accept in (JSON, HTML):
            request = {"content": body, "headers": {**accept, **sent}}
            yield Case("body", f"{label} {accept['Accept']}", ANSWER_AT, status, request)


def _links() -> Iterator[Case]:
    for label, spoilt in TOKENS:
        asked = Case("token", label, "/s/{token}", 404, {"headers": HTML}, "", "GET", spoilt)
        yield asked
        yield Case(
            "token", f"{label}, answered", ANSWER_AT, 404, {"json": ANSWER}, "", "POST", spoilt
        )


def _others() -> Iterator[Case]:
    bo = {"name": "Bo", "message": "", "said_by": "Anna"}
    for address in ADDRESSES:
        sent = {"data": bo | {"email": address}, "headers": HTML}
        yield Case("delegation", repr(address)[:40], DELEGATE_AT, 422, sent, "email")
    for headers in FOREIGN:
        sent = {"data": FORM, "headers": {**HTML, **headers}}
        yield Case("headers", " ".join(headers.values()), ANSWER_AT, 403, sent)
    for method in ("PUT", "PATCH", "DELETE"):
        yield Case("headers", method, ANSWER_AT, 405, {"headers": JSON}, "", method)
    nobody = {"json": {"answer": 1, "words": "Nej", "name": "Eva", "title": "chef"}}
    yield Case("objection", "nothing was registered", OBJECT_AT, 409, nobody)


def _named(changes: dict[str, Any]) -> str:
    return ",".join(f"{k}={'-' if v is GONE else str(v)[:20]!r}" for k, v in changes.items())
