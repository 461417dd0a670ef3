"""The Sjælland round as its users live it: in Chromium, with mail, Prefect and its own clock."""

import email
import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import WIDTHS, chromium
from tests.journey.service import Service, link_in
from tests.patience import eventually

KOEGE, REGION = "259", "1085"
PARTIES = 18


@pytest.fixture
def desk(service: Service) -> Iterator[Page]:
    """The secretariat, signed in by the link that the console printed."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTHS["desk"], "height": 900})
        page.set_default_timeout(20_000)
        page.goto(service.signin)
        page.get_by_role("main").get_by_role("button").click()
        yield page


class Mail:
    """The built-in mailbox, read as the municipalities would read theirs."""

    def __init__(self, api: httpx.Client) -> None:
        self.api = api

    def listed(self) -> list[dict[str, Any]]:
        return list(self.api.get("/mailbox").raise_for_status().json()["items"])

    def arrived(self, count: int) -> bool:
        return len(self.listed()) >= count

    def newest_to(self, recipient: str) -> EmailMessage:
        own = [item for item in self.listed() if item["to"] == recipient]
        raw = self.api.get(f"/mailbox/{own[-1]['id']}").raise_for_status().content
        message = email.message_from_bytes(raw, policy=modern)
        assert isinstance(message, EmailMessage)
        return message


def kinds(api: httpx.Client, round_id: int, code: str | None = None) -> Counter[str]:
    """How many letters of each kind the round has queued, to one party when it is named."""
    items = api.get(f"/rounds/{round_id}/letters").raise_for_status().json()["items"]
    return Counter(item["kind"] for item in items if code in {None, item["code"]})


def tell(service: Service, page: Page, message: EmailMessage, council: str) -> None:
    """An official opens the mail's link in a browser of its own and reports an approval."""
    browser = page.context.browser
    assert browser is not None
    official = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 800}).new_page()
    official.goto(service.url + link_in(message))
    expect(official.get_by_text("er ikke en godkendelse").first).to_be_visible()
    official.get_by_label("Godkendt", exact=True).check()
    onward = official.get_by_role("button", name="Næste")
    onward.click()
    official.get_by_label(council, exact=True).check()
    onward.click()
    official.get_by_label("Dato for beslutningen").fill("2020-08-05")
    onward.click()
    official.get_by_role("button", name="Se svaret igennem").click()
    expect(official.get_by_role("heading", level=1)).to_have_text("Se svaret igennem")
    for unusual in official.get_by_label("Ja, beslutningen er truffet").all():
        unusual.check()
    official.get_by_label("Din stilling").fill("byrådssekretær")
    official.get_by_label("Dit navn").fill("Søren Ågård")
    official.get_by_role("button", name="Send svaret").click()
    expect(official.get_by_role("heading", level=1)).to_contain_text("beslutningen er registreret")
    assert official.url.endswith("/receipt")
    official.context.close()


def answer_rest(service: Service, mail: Mail, seats: list[dict[str, Any]], on: str) -> None:
    for seat in seats:
        address = next(item["to"] for item in mail.listed() if seat["name"] in item["to"])
        body = {
            "outcome": "approved",
            "decided_on": on,
            "body": "regional_council" if seat["code"] == REGION else "council",
            "name": "Søren Ågård",
            "title": "sekretær",
            "version": 1,
        }
        path = link_in(mail.newest_to(address))
        assert httpx.post(f"{service.url}{path}/answer", json=body).status_code == 201


def move_until_reminded(page: Page, api: httpx.Client, round_id: int) -> None:
    for _ in range(6):
        page.get_by_role("button", name="Frem til næste hændelse").click()
        page.wait_for_load_state()
        if kinds(api, round_id)["reminder"]:
            return
    raise AssertionError("no reminder fell due")


def test_from_start_to_closing_letters(service: Service, desk: Page) -> None:
    with service.api() as api:
        mail = Mail(api)
        desk.get_by_role("link", name=re.compile("Rammeaftale 2021-2022 for KKR Sjælland")).click()
        round_id = int(re.findall(r"/rounds/(\d+)", desk.url)[0])
        before = len(mail.listed())
        desk.get_by_role("button", name="Start runden nu").click()
        eventually(lambda: mail.arrived(before + PARTIES), "18 invitations in the mailbox")

        tell(service, desk, mail.newest_to("koege@example.org"), "Byrådet")
        desk.goto(f"{service.url}/rounds/{round_id}")
        row = desk.get_by_role("row").filter(has=desk.get_by_role("link", name="Køge Kommune"))
        expect(row).to_contain_text("Svar modtaget")
        expect(desk.get_by_text("af 18 har svaret")).to_be_visible()

        move_until_reminded(desk, api, round_id)
        assert kinds(api, round_id)["reminder"] == PARTIES - 1
        assert kinds(api, round_id, KOEGE)["reminder"] == 0
        eventually(lambda: mail.arrived(before + 2 * PARTIES), "receipt and reminders")
        assert str(mail.newest_to("greve@example.org")["Subject"]).startswith("Påmindelse")

        seats = api.get(f"/rounds/{round_id}/seats").json()["items"]
        others = [
            {"code": s["code"], "name": mailbox_of(s["party"])} for s in seats if s["code"] != KOEGE
        ]
        answer_rest(service, mail, others, api.get(f"/rounds/{round_id}").json()["clock"][:10])
        for seat in seats:
            desk.goto(f"{service.url}/rounds/{round_id}/seats/{seat['code']}")
            desk.get_by_role("button", name="Svaret er kontrolleret").click()
        desk.goto(f"{service.url}/rounds/{round_id}")
        desk.locator("#tasks").get_by_role("button", name="Afslut runden").click()
        expect(desk.get_by_text("Godkendt af alle parter").first).to_be_visible()
        eventually(lambda: mail.arrived(before + 4 * PARTIES - 1), "closing letters")
        assert "Godkendt af alle parter" in str(mail.newest_to("koege@example.org")["Subject"])
        closed = api.get(f"/rounds/{round_id}").json()
        assert (closed["state"], closed["result"]) == ("closed", "adopted")
        assert set(kinds(api, round_id).values()) == {PARTIES, PARTIES - 1}
    assert service.command("audit", "verify")["whole"]


def test_hovedstaden_in_the_sandbox_has_30_parties(service: Service) -> None:
    with service.api() as api:
        mail = Mail(api)
        before = len(mail.listed())
        started = service.command(
            "round", "start", "--template", "hovedstaden-2021-2022", "--sandbox"
        )
        assert (started["parties"], started["deadline"]) == (30, "2020-12-01")
        assert started["clock"].startswith("2020-09-14")
        eventually(lambda: mail.arrived(before + 30), "30 invitations")
        service.command("round", "clock", str(started["id"]), "--to", "2020-12-02T00:00+01:00")
        assert kinds(api, started["id"])["reminder"] == 3 * 30
        refused = api.post(f"/rounds/{started['id']}/clock", json={"to": "2020-11-01T08:00+01:00"})
        assert refused.status_code == 422
        status = service.command("round", "status", str(started["id"]))
        assert (status["state"], status["missing"]) == ("open", 30)
        closed = service.command("round", "close", str(started["id"]))
        assert (closed["state"], closed["result"]) == ("closed", "not_adopted")
    assert service.command("audit", "verify")["whole"]


def mailbox_of(party: str) -> str:
    """`Køge Kommune` has the example address `koege@example.org`."""
    name = party.removesuffix(" Kommune").lower()
    for danish, ascii_ in {"æ": "ae", "ø": "oe", "å": "aa", " ": "-"}.items():
        name = name.replace(danish, ascii_)
    return f"{name}@"
