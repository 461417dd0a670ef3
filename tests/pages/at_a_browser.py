"""Somebody at a party's page in Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page
from sqlmodel import select

from models.database import reading
from models.seat import Answer
from tests.browser import WIDTHS, chromium
from tests.pages.serving import served

PARTS = ["points.1", "meeting_on", "decided_on", "remarks"]


@contextmanager
def shown(path: str, *, script: bool = True, width: int = WIDTHS["desk"]) -> Iterator[Page]:
    with served() as base, chromium() as browser:
        context = browser.new_context(
            base_url=base, java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        page.goto(path)
        yield page
        context.close()


def sign(page: Page) -> None:
    """On the review page: the name is typed last, and that sends the answer."""
    page.wait_for_url("**/review?version=*")
    page.fill('[name="title"]', "sekretær")
    page.fill('[name="name"]', "Anna Ø")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")


def visible(page: Page) -> list[str]:
    return [name for name in PARTS if page.locator(f'[name="{name}"]').is_visible()]


def standing() -> Answer:
    with reading() as session:
        return session.exec(select(Answer)).one()
