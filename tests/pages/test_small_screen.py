"""One question at a time on a small screen, whatever kind of question the round asks."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from models.database import transaction
from tests.above_the_cap import asked_to_explain
from tests.browser import WIDTHS
from tests.builders import sandbox_round
from tests.pages.at_a_browser import shown, sign, standing, visible
from tests.pages.links import TODAY, token_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

THISTED = "787"
TWO_TARIFFS = ("Thisted;Fyrhuset;§ 104;1000,00;1500,00", "Thisted;Havblik;§ 107;1000,00;1200,00")


@pytest.fixture
def path(engine: Engine) -> str:
    with transaction() as session:
        return f"/s/{token_of(session, sandbox_round(session))}"


def test_one_question_at_a_time_on_a_small_screen(path: str) -> None:
    with shown(path, width=WIDTHS["phone"]) as page:
        onward = page.get_by_role("button", name="Næste")
        told = page.locator("[data-where]")
        assert visible(page) == []
        onward.click()
        assert told.inner_text() == "Vælg et af svarene, før du går videre."
        page.check('input[value="approved_with_remarks"]')
        onward.click()
        assert told.inner_text() == "Trin 2 af 5"
        assert page.evaluate("document.activeElement.tagName") == "FIELDSET"
        page.check('input[name="body"][value="council"]')
        onward.click()
        page.fill('[name="decided_on"]', TODAY)
        onward.click()
        assert visible(page) == ["remarks"]
        page.get_by_role("button", name="Tilbage").click()
        assert page.input_value('[name="decided_on"]') == TODAY
        page.locator('[name="decided_on"]').press("Enter")
        onward.click()
        page.get_by_role("button", name="Se svaret igennem").click()
        page.wait_for_selector("#error-summary")
        assert visible(page) == ["remarks"], "the step with what is wrong"
        page.fill('[name="remarks"]', "Taksterne følges.")
        onward.click()
        page.get_by_role("button", name="Se svaret igennem").click()
        sign(page)
    assert standing().remarks == "Taksterne følges."


def test_nothing_is_wider_than_the_screen_at_twice_the_size(path: str) -> None:
    """1280 px at 200 % are 640 (WCAG 1.4.4), at 400 % 320 (1.4.10)."""
    room = "document.documentElement.clientWidth - document.documentElement.scrollWidth"
    with shown(path, width=640) as page:
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.check('input[value="rejected"]')
            for _ in range(4):
                assert page.evaluate(room) >= 0, width
                page.get_by_role("button", name="Næste").click()
            assert page.get_by_role("button", name="Se svaret igennem").is_visible()
            assert page.evaluate(room) >= 0, width


@pytest.fixture
def explaining(engine: Engine) -> str:
    """Thisted's link in a round that asks it about two tariffs."""
    with transaction() as session:
        round_ = asked_to_explain(session, TWO_TARIFFS, THISTED)
        return f"/s/{token_of(session, round_, THISTED)}"


def asked(page: Page) -> str:
    """The name of the one question that is asked."""
    names = "[...document.forms].find((f) => f.matches('[data-steps]')).elements"
    seen = f"[...{names}].filter((e) => e.name && e.checkVisibility()).map((e) => e.name)"
    (name,) = set(page.evaluate(seen))
    return str(name)


def walk(page: Page, steps: int) -> None:
    """*Næste* as many times, at once."""
    press = "(n) => { while (n--) document.querySelector('[data-next]').click(); }"
    page.evaluate(press, steps)


def test_each_field_of_other_kinds_is_a_question(explaining: str) -> None:
    with shown(explaining) as page:
        for name in ("1.act", "2.text", "attachments"):
            assert page.locator(f'[name="{name}"]').first.is_visible(), "a wide screen has them all"
        page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
        onward = page.get_by_role("button", name="Næste")
        told = page.locator("[data-where]")
        assert (asked(page), told.inner_text()) == ("1.act", "Trin 1 af 13")
        page.check('[name="1.act"][value="explain"]')
        said = ["Fyrhuset, § 104, 2018", "Taksten er"]
        assert all(words in page.inner_text("#item-1") for words in said)
        onward.click()
        assert asked(page) == "1.category"
        assert page.evaluate("document.activeElement.innerText") == "Årsag"
        page.select_option('[name="1.category"]', "law")
        onward.click()
        page.fill('[name="1.text"]', "Ny lov om æ, ø og å.")
        walk(page, 4)
        assert (asked(page), told.inner_text()) == ("2.act", "Trin 7 af 13")
        assert page.evaluate("document.activeElement.id") == "item-2", "another tariff is named"
        assert not page.locator("#item-1").is_visible()
        page.check('[name="2.act"][value="correct"]')
        walk(page, 2)
        page.fill('[name="2.text"]', "En tastefejl.")
        walk(page, 3)
        assert asked(page) == "2.tariff_ore"
        page.fill('[name="2.tariff_ore"]', "1.010,00")
        page.keyboard.press("Enter")
        assert (asked(page), onward.is_visible()) == ("attachments", False)
        page.get_by_role("button", name="Se svaret igennem").click()
        page.wait_for_selector("#error-summary")
        assert asked(page) == "1.lasts", "the step with what is wrong"
        page.select_option('[name="1.lasts"]', "permanent")
        walk(page, 8)
        page.get_by_role("button", name="Se svaret igennem").click()
        sign(page)
    assert standing().details["1.text"] == "Ny lov om æ, ø og å."
    assert standing().details["2.tariff_ore"] == 101_000
