"""Takes the pictures of `docs/pictures` from the running service, on an empty data folder.

The Sjælland round is played to the week after its first reminder, so that a picture shows parties
in every state. Needs Chromium.
"""

import shutil
import sys
import tempfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from tests.journey.service import Service, link_in
from tests.patience import eventually

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1280, 900
OPEN, REMINDED = "2020-09-08T08:00:00+02:00", "2020-11-05T12:00:00+01:00"
CHECKED = {"253": "2020-10-26", "259": "2020-10-27", "265": "2020-10-28", "306": "2020-10-26"}
ANSWERED = {"316": "2020-10-29", "326": "2020-10-26", "330": "2020-10-28"}
REMARKED = "350"
SCHEDULED = {"320": "2020-11-11", "336": "2020-11-19", "1085": "2020-11-26"}
END_OF_PICTURE = "selector => document.querySelector(selector).getBoundingClientRect().top"
SILENT = "lolland@example.org"


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit("Chromium is missing: install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        service = Service(Path(folder))
        service.start()
        try:
            link = _play(service)
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=["--no-sandbox"]
            )
            _take(browser, service, link)
            browser.close()
        finally:
            service.stop()
    return 0


def _play(service: Service) -> str:
    """Returns the path of the page of a party that has not answered."""
    with service.api() as api:
        round_ = f"/rounds/{api.get('/rounds').json()['items'][0]['id']}"
        _post(api, f"{round_}/clock", {"to": OPEN})
        _post(api, f"{round_}/clock", {"to": "2020-10-30T12:00:00+01:00"})
        for code, meeting_on in SCHEDULED.items():
            _tell(api, round_, code, outcome="not_yet", meeting_on=meeting_on)
        for code, decided_on in (CHECKED | ANSWERED).items():
            _tell(api, round_, code, outcome="approved", body="council", decided_on=decided_on)
        remarks = "Byrådet beder om en status på fokusområde 3 inden udgangen af 2021."
        decided = {
            "outcome": "approved_with_remarks",
            "body": "council",
            "decided_on": "2020-10-29",
        }
        _tell(api, round_, REMARKED, remarks=remarks, **decided)
        _post(api, f"{round_}/clock", {"to": REMINDED})
        eventually(lambda: _all_sent(api, round_), "every letter is sent")
        return link_in(_newest_mail(api))


def _tell(api: httpx.Client, round_: str, code: str, **told: Any) -> None:
    who = {"version": 1, "name": "Anna Holm", "title": "byrådssekretær"}
    _post(api, f"{round_}/seats/{code}/answer", who | told)


def _post(api: httpx.Client, path: str, body: dict[str, Any]) -> None:
    api.post(path, json=body).raise_for_status()


def _all_sent(api: httpx.Client, round_: str) -> bool:
    letters = api.get(f"{round_}/letters").json()["items"]
    return all(letter["state"] == "sent" for letter in letters)


def _newest_mail(api: httpx.Client) -> EmailMessage:
    """As it arrived at a party that has been reminded and has said nothing."""
    mails = api.get("/mailbox", params={"recipient": SILENT}).json()["items"]
    raw = api.get(f"/mailbox/{mails[-1]['id']}").content
    return message_from_bytes(raw, policy=modern)


def _take(browser: Browser, service: Service, link: str) -> None:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="da-DK", timezone_id="Europe/Copenhagen"
    )
    page = context.new_page()
    page.goto(service.signin)
    page.get_by_role("button", name="Log ind").click()
    for code in CHECKED:
        page.goto(f"{service.url}/rounds/1/seats/{code}")
        page.get_by_role("button", name="Svaret er kontrolleret").click()
    _picture(page, f"{service.url}/rounds/1", "round", until="#letters")
    _picture(page, f"{service.url}/rounds/1/forecast", "forecast", until="#calendars")
    _picture(page, f"{service.url}{link}", "party")
    page.goto(f"{service.url}/tariffs")
    page.get_by_role("button", name="Prøv med opdigtede takster").click()
    _picture(page, f"{service.url}/tariffs", "tariffs", until=".deviations tbody tr:nth-child(6)")
    context.close()


def _picture(page: Page, address: str, name: str, until: str = "footer") -> None:
    """From the top of the page to the element that `until` selects."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    height = page.evaluate(END_OF_PICTURE, until)
    clip: FloatRect = {"x": 0, "y": 0, "width": WIDTH, "height": height}
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=clip)


if __name__ == "__main__":
    sys.exit(main())
