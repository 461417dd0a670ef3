"""Every page in a real Chromium at both widths: axe-core finds nothing, nothing is too wide.

A page comes in by its address in `addresses`; folded parts are unfolded before the look.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.answer_seat import answer_seat
from actions.create_round import create_round
from actions.decide_funding import decide_funding
from actions.deliver_letters import deliver_letters
from actions.end_links import end_all_links
from actions.keep_draft import Written, keep_draft
from actions.load import clock_of, seat_by_code
from actions.merge_services import GivenMerger, Names, merge_services
from actions.open_link import open_link
from actions.propose_funding import GivenFunding, propose_funding
from actions.set_cap_rule import set_cap_rule
from actions.settle_items import Verdict, settle_items
from actions.start_round import start_round
from actions.upload_tariff_file import GivenTariffs, take_in, upload_tariff_file
from actions.write_answer import Teller
from api.doors import utc_now
from api.guards import COOKIE
from api.pages.forms import GivenFile
from models.database import transaction
from models.letter import Letter, MailboxMessage
from models.round import Round
from models.vocabulary import Assurance, ContactRole, FundingStatus, LetterKind, Outcome, Role
from rules.contacts import GivenContact
from rules.planning import Wanted
from rules.questions.submission import Submission
from rules.tariff_cap_changes import GivenCap, GivenRate
from tests.browser import WIDTHS, chromium
from tests.builders import BY, answer, contacts_for, danish, real_round, sandbox_round
from tests.pages.browsing import signed_in
from tests.pages.links import token_of
from tests.pages.serving import served
from tests.sheets import ROWS, danish_csv, xlsx

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """async () => {
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return {
    violations: found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll("h1").length,
    language: document.documentElement.lang,
  };
}"""
REFUSED = "kkr=hovedstaden&opens_on=i+morgen&places=0"
RECKONED = "kkr=hovedstaden&opens_on=01.01.2022&places=9&tariff_ore=3000&occupancy_pct=40+75"
PUBLIC = ["/signin", "/signin/not-a-real-token", "/oidc/callback?code=none&state=none"]
MERGED = (("Birkegården", "§ 107"), ("Egehuset", "§ 108"))
LONG = "Rammeaftale for det specialiserede socialområde og specialundervisningsområdet "


def play(session: Session) -> None:
    """Rounds in several states, with seats in every one, letters of most kinds and faults."""
    draft = sandbox_round(session, start=False, title=LONG * 2)
    draft.without_contact = 1
    running = sandbox_round(session)
    running.names_parties = True
    told: list[tuple[str, dict[str, Any]]] = [
        ("253", {}),
        ("259", {"outcome": Outcome.APPROVED_WITH_RESERVATION, "remarks": "x" * 90}),
        (
            "265",
            {"outcome": Outcome.REJECTED, "points": {1: Outcome.APPROVED, 2: Outcome.REJECTED}},
        ),
        ("269", {"outcome": Outcome.NOT_YET, "meeting_on": danish("2020-10-12").date()}),
    ]
    for code, said in told:
        answer(session, running, code, **said)
    half_answered(session, running, "316")
    end_all_links(session, running, seat_by_code(session, running, "340"), running.created_at, BY)
    real = real_round(session, contacts=contacts_for(role=ContactRole.PRIMARY, parties=["851"]))
    letter = session.exec(select(Letter).where(Letter.round_id == real.id)).one()
    letter.last_error, letter.repeated = "550 no such user " * 8, True


def half_answered(session: Session, round_: Round, code: str) -> None:
    """A draft that is whole but for its name, with a date to be confirmed and a file."""
    typed = {"outcome": "approved_with_remarks", "body": "council", "decided_on": "2020-08-05"}
    written = Written({**typed, "remarks": "x" * 90}, GivenFile("Protokol.pdf", b"%PDF-1.7"))
    keep_draft(session, open_link(session, token_of(session, round_, code)), written, {}, utc_now())


def follow_up_tariffs(session: Session) -> None:
    """A cap, a file that was taken in, one that waits and one with faults."""
    rates = [GivenRate(year, "2") for year in (2020, 2021, 2022)]
    set_cap_rule(session, GivenCap(2019, 2022, rates, "KL"), utc_now(), "tester")
    take_in(session, GivenTariffs("takster.xlsx", xlsx()), utc_now(), "tester")
    old, new = (Names("Høje-Taastrup", name, law) for name, law in MERGED)
    merge_services(session, GivenMerger(2023, [old], new, "z" * 90), utc_now(), "tester")
    wrong = [*ROWS, ("Rosklide", "x" * 200, "§ 107", 1, "mange", 1.0)]
    for name, rows in (("y" * 120 + ".csv", ROWS), ("fejl.csv", wrong)):
        upload_tariff_file(session, GivenTariffs(name, danish_csv(rows)), utc_now(), "tester")


def finance_jointly(session: Session) -> None:
    """A project that is adopted, and one that is proposed."""
    for title in ("Lindebo", "x" * 90):
        given = GivenFunding("sjaelland", date(2022, 4, 1), 10, 300_000, ["40", "75"])
        project, _ = propose_funding(session, given, "Greve", title, utc_now(), "tester")
    decide_funding(session, project.id or 0, FundingStatus.ADOPTED, "KKR", utc_now(), "tester")


def addresses(session: Session) -> list[str]:
    draft, running, real = session.exec(select(Round).order_by(col(Round.id))).all()
    letter = session.exec(select(Letter.id).where(Letter.kind == LetterKind.INVITATION)).first()
    message = session.exec(select(MailboxMessage.id)).first()
    return [
        "/",
        "/rounds/new",
        *(f"/rounds/{round_.id}" for round_ in (draft, running, real)),
        f"/rounds/{running.id}?done=clock",
        f"/rounds/{running.id}/letters",
        f"/rounds/{running.id}/events",
        *(f"/rounds/{round_.id}/forecast" for round_ in (draft, running, real)),
        *(f"/rounds/{draft.id}/steps/{key}" for key in ("kkr_approval", "sign_off")),
        f"/rounds/{running.id}/steps/agreement_ready",
        f"/rounds/{running.id}/deadlines",
        f"/rounds/{running.id}/reminder-policy",
        f"/rounds/{draft.id}/rehearsal",
        f"/rounds/{running.id}/rehearsal?scenario=calendar",
        f"/rounds/{running.id}/letters/{letter}",
        *(f"/rounds/{running.id}/seats/{code}" for code in ("253", "259", "265", "269", "306")),
        f"/rounds/{real.id}/seats/813",
        "/rounds/999",
        f"/s/{token_of(session, running, '306')}",
        f"/s/{token_of(session, running, '269')}",
        f"/s/{token_of(session, running, '316')}",
        f"/s/{token_of(session, running, '316')}/review?version=1",
        f"/s/{token_of(session, draft, '306')}",
        f"/s/{token_of(session, running, '306')[:-1]}",
        f"/s/{token_of(session, running, '340', generation=1)}",
        f"/s/{token_of(session, running, '265')}",
        f"/s/{token_of(session, running, '259')}/receipt",
        f"/m/{running.monitor_code}",
        f"/m/{draft.monitor_code}?auto=true",
        *("/tariffs", "/tariffs?year=2021&done=tariffs", "/tariffs/files/999"),
        "/tariffs/mergers",
        f"/tariffs/funding?{REFUSED}",
        f"/tariffs/funding?{RECKONED}",
        "/tariffs/projects?kkr=sjaelland&party=253",
        *(f"/tariffs/files/{number}" for number in (1, 2, 3)),
        *("/tariffs/reported", "/tariffs/reported?operator=1", "/tariffs/reported?operator=999"),
        "/mailbox",
        f"/mailbox/{message}",
    ]


def of_kinds(session: Session) -> list[str]:
    """What an extension, a consultation and a round of meeting dates show that no approval does."""
    on: dict[str, Any] = {
        "kkr": "sjaelland",
        "period_from": danish("2018-01-01").date(),
        "deadline": danish("2018-12-01").date(),
    }
    extended, heard, met = (
        sandbox_round(session, name, **on)
        for name in ("extension", "consultation", "meeting_dates")
    )
    extended.assurance = Assurance.OIDC
    seat = seat_by_code(session, heard, "253")
    own = {"text": "Vi støtter forslaget.\n\n" + "x" * 90}
    given = Submission(version=1, name="Anna Ø", title="konsulent", own=own)
    answer_seat(session, heard, seat, given, Teller(), clock_of(heard, utc_now()))
    token = token_of(session, heard, "253")
    return [
        f"/s/{token_of(session, extended, '320')}",
        *(f"/s/{token_of(session, round_, '320')}" for round_ in (heard, met)),
        f"/s/{token}",
        f"/s/{token}/receipt",
        f"/rounds/{heard.id}",
        f"/rounds/{heard.id}/seats/253",
        f"/rounds/{met.id}/seats/320",
        f"/m/{heard.monitor_code}",
        *_explained(session),
    ]


def _explained(session: Session) -> list[str]:
    """Høje-Taastrup has a tariff above the cap, and is asked back about what it said."""
    now = utc_now()
    wanted = Wanted(kind="tariff_explanation", deadline=now.date() + timedelta(days=30))
    many = [("Albertslund", f"Tilbud {n}", "§ 107", 10, 1000.0, 1100.5) for n in range(5)]
    take_in(session, GivenTariffs("mange.csv", danish_csv([ROWS[0], *many])), now, BY)
    contacts = [GivenContact(code, "Kim", f"{code}@example.org") for code in ("169", "165")]
    round_ = start_round(session, create_round(session, wanted, now, BY, contacts), now, BY)
    seat = seat_by_code(session, round_, "169")
    own = {"1.act": "explain", "1.category": "law", "1.text": "x" * 90, "1.lasts": "permanent"}
    answer_seat(session, round_, seat, Submission(1, "Kim", "konsulent", own=own), Teller(), now)
    settle_items(session, round_, seat, [Verdict(1, False, "y" * 90)], now, BY)
    link = f"/s/{token_of(session, round_, '169')}"
    with_many = [f"/s/{token_of(session, round_, '165')}", f"/rounds/{round_.id}/seats/165"]
    return [link, f"{link}/deviation", f"/rounds/{round_.id}/seats/169", *with_many]


def faults(page: Page, url: str) -> list[str]:
    """What is wrong with the page, each with its address."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", hear)
    answer = page.goto(url)
    assert answer is not None
    found = page.evaluate(CHECK)
    page.remove_listener("console", hear)
    wrong = [f"axe {violation}" for violation in found["violations"]]
    wrong += [f"console {text}" for text in said if answer.ok]
    if found["overflow"] > 0:
        wrong.append(f"{found['overflow']} px too wide")
    if found["headings"] != 1 or found["language"] != "da":
        wrong.append(f"{found['headings']} h1, lang={found['language']}")
    return [f"{answer.status} {url}: {words}" for words in wrong]


def look(browser: Browser, base: str, secret: str, paths: list[str], width: int) -> list[str]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="da-DK")
    context.add_init_script(path=AXE)
    if secret:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": base}])
    page = context.new_page()  # one for all: each new one is a process
    found = [fault for path in paths for fault in faults(page, base + path)]
    context.close()
    return found


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_page_is_accessible(engine: Engine, width: int) -> None:
    with transaction() as session:
        play(session)
        follow_up_tariffs(session)
        finance_jointly(session)
        _, secret = signed_in(session, Role.SECRETARIAT)
        _, reads_only = signed_in(session, Role.READER)
    deliver_letters(utc_now(), sandbox=True)
    with transaction() as session:
        paths = [*addresses(session), *of_kinds(session)]
    with served() as base, chromium() as browser:
        found = look(browser, base, secret, paths, width)
        found += look(browser, base, reads_only, paths[2:5], width)
        found += look(browser, base, "", PUBLIC, width)
    assert found == []


def test_a_form_with_errors_is_accessible_and_read_first(engine: Engine) -> None:
    with transaction() as session:
        running = sandbox_round(session)
        _, secret = signed_in(session, Role.SECRETARIAT)
    with served() as base, chromium() as browser:
        context = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 900})
        context.add_init_script(path=AXE)
        context.add_cookies([{"name": COOKIE, "value": secret, "url": base}])
        page = context.new_page()
        page.goto(f"{base}/rounds/{running.id}/seats/259")
        page.locator("#register summary").first.click()
        page.get_by_role("button", name="Registrér svaret").click()
        page.wait_for_load_state()
        assert page.evaluate("document.activeElement.id") == "error-summary"
        assert page.evaluate(CHECK)["violations"] == []
        page.locator("#error-summary a").first.click()
        assert page.evaluate("document.activeElement.id").startswith("answer-")
        page.fill("#answer-remarks", "x" * 90 + " og mere.")
        context.clear_cookies()
        page.get_by_role("button", name="Registrér svaret").click()  # the sign-in has run out
        page.get_by_role("button", name="Fortsæt, hvor jeg slap").wait_for()
        kept = page.evaluate(CHECK)
        assert (kept["violations"], kept["overflow"], kept["headings"]) == ([], 0, 1)
