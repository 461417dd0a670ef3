"""Mail security opens each link, runs the scripts and submits every form as it stands: nothing.

Ten visits are a headless Chromium's, each in a fresh context at another party's link; what it sent
is sent nine times more, byte for byte, so that a hundred have come.
"""

from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Request
from sqlalchemy import Engine
from sqlmodel import Session

from actions.clear_reservation import declare_met
from actions.keep_draft import Written, keep_draft
from actions.load import seats_of
from actions.open_link import open_link
from api.doors import utc_now
from api.pages.forms import GivenFile
from models.database import transaction
from models.vocabulary import Outcome
from tests.browser import chromium
from tests.builders import BY, answer, sandbox_round
from tests.databases import sqlite_only
from tests.pages.links import rows, token_of
from tests.pages.serving import served

pytestmark = [pytest.mark.browser, sqlite_only]
LINKS, TIMES = 10, 10
SUBMIT = """async () => {
  const sent = [];
  for (const form of document.forms) {
    for (const button of [null, ...form.querySelectorAll("button[formaction]")]) {
      const to = button ? button.formAction : form.action;
      const body = new FormData(form, button);
      await fetch(to, { method: "POST", body });
      sent.push(new URL(to).pathname.split("/").slice(3).join("/"));
    }
  }
  return sent;
}"""


@dataclass(frozen=True, slots=True)
class Sent:
    url: str
    kind: str
    body: bytes


def half_answered(session: Session) -> list[str]:
    """Links with whole drafts that lack nothing but a name; two of the parties have answered."""
    round_ = sandbox_round(session)
    parties = seats_of(session, round_)[:LINKS]
    answer(session, round_, parties[0].code)
    reserved = Outcome.APPROVED_WITH_RESERVATION
    answer(session, round_, parties[1].code, outcome=reserved, remarks="Hvis taksten holder.")
    declare_met(session, round_, parties[1], "Det gør den.", round_.clock or utc_now(), BY)
    tokens = [token_of(session, round_, seat.code) for seat in parties]
    typed = {
        "outcome": "approved_with_remarks",
        "body": "council",
        "decided_on": "2020-09-08",
        "remarks": "Taksterne\nskal følges.",
        "minutes_url": "https://kommune.example.org/referat",
        "closed_item": "true",
        "meeting_on": "2020-10-05",  # put away by the script, which then does not send it
    }
    for token in tokens[2:]:
        written = Written(typed, GivenFile("Protokol.pdf", b"%PDF-1.7 " + token.encode()))
        keep_draft(session, open_link(session, token), written, {}, utc_now())
    return tokens


def visit(browser: Browser, link: str) -> tuple[set[str], list[Sent]]:
    """Where forms were sent to, and each as it was sent."""
    sent: list[Sent] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            kind = request.headers.get("content-type", "")
            sent.append(Sent(request.url, kind, request.post_data_buffer or b""))

    context = browser.new_context()
    page = context.new_page()
    page.on("request", note)
    tried: set[str] = set()
    for path in ("", "/review?version=1", "/clearance"):
        page.goto(link + path)
        if path in page.url:  # else it led back to the first
            tried |= set(page.evaluate(SUBMIT))
    context.close()
    return tried, sent


def test_a_hundred_scanners_change_nothing(engine: Engine) -> None:
    with transaction() as session:
        tokens = half_answered(session)
    before = rows()
    with served() as base, chromium() as browser, httpx.Client() as client:
        visits = [visit(browser, f"{base}/s/{token}") for token in tokens]
        assert rows() == before, "a browser changed something"
        assert all(one.body for _, sent in visits for one in sent)
        for _ in range(TIMES - 1):
            for _, sent in visits:
                for one in sent:
                    got = client.post(one.url, content=one.body, headers={"Content-Type": one.kind})
                    assert got.status_code in {303, 422}, (one.url, got.status_code)
    assert visits[1][0] >= {"answer", "clearance"}
    assert visits[2][0] >= {"answer", "review", "draft", "draft/erasure", "meetings"}
    assert rows() == before
