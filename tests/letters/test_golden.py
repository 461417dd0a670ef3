"""Every letter as it is sent, held against a file. REWRITE_GOLDEN=1 writes the files anew."""

import os
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from actions.move_step import Move
from models.agreement import Document, StoredFile
from models.database import make_engine, transaction
from models.letter import Letter
from models.round import Round
from models.seat import Answer
from models.vocabulary import (
    Body,
    ContactRole,
    LetterKind,
    Outcome,
    PartyKind,
    RoundResult,
    RoundState,
    SeatState,
    Stage,
)
from notifications.mime import awaits_token, splice
from notifications.outbox import Recipient, queue_letters
from notifications.proof import Proof, documents_of
from notifications.version_words import change_words
from rules.versions import Change, How, What
from tests.letters.builders import (
    OPENED,
    a_contact,
    a_round,
    a_seat,
    a_timeline,
    an_answer,
    settings,
)
from tests.letters.kind_cases import (
    BACK,
    DELEGATION,
    LATE,
    MET,
    OBJECTED,
    OF_KINDS,
    OF_NO_ROUND,
    REPLIED,
    Case,
)
from tests.letters.kind_cases import RESERVED as RESERVED_ANSWER
from tests.letters.test_mime import content, parsed

GOLDEN = Path(__file__).parent.parent / "golden" / "letters"
TOKEN = "AAAAAAF-token-for-the-golden"
REGION = {
    "code": "1085",
    "party": "Region Sjælland",
    "party_kind": PartyKind.REGION,
    "council": "regionsrådet",
    "case_number": "",
}
RESERVED = {
    "outcome": Outcome.APPROVED_WITH_RESERVATION,
    "remarks": "Kun hvis <punkt 2> udgår.\n\nSe & hør.",
    "dissent": "Liste Ø stemte imod.",
    "minutes_url": "https://kommune.example.org/referat?id=7&punkt=3",
}
AGAIN = {"reason": "Ét svar var <ikke> talt med.", "closed_at": OPENED.replace(month=11, day=24)}
ROLES = {
    "escalation": ContactRole.DIRECTOR,
    "escalation_agenda_secretariat": ContactRole.AGENDA_SECRETARIAT,
}
NEW: dict[str, Any] = {
    "why": "Regionen bad om <klarere> ord.\nTak.",
    "changes": [
        change_words(Change(What.DOCUMENT, 3, "Sagsfremstilling", How.CHANGED, False, frozenset())),
        change_words(Change(What.DOCUMENT, 1, "Rammeaftale", How.CHANGED, False, None)),
        change_words(Change(What.POINT, 2, "at målene godkendes", How.ADDED, False, None)),
    ],
}
FALLEN = Answer(
    seat_id=0,
    number=1,
    seat_version=1,
    outcome=Outcome.APPROVED,
    decided_on=date(2020, 11, 12),
    name="",
    title="",
    submitted_at=OPENED,
    receipt="",
)
CASES: dict[str, Case] = {
    # name: kind, when, changes to the round, changes to the seat, facts or changes to the answer
    "announcement": (LetterKind.ANNOUNCEMENT, OPENED.replace(month=8), {}, {}, {}),
    "announcement_region": (LetterKind.ANNOUNCEMENT, OPENED.replace(month=8), {}, REGION, {}),
    "invitation": (LetterKind.INVITATION, OPENED, {}, {}, {}),
    "invitation_region": (LetterKind.INVITATION, OPENED, {}, REGION, {}),
    "invitation_after_deadline": (LetterKind.INVITATION, LATE, {}, {}, {}),
    "reminder": (LetterKind.REMINDER, OPENED.replace(month=11), {}, {}, {}),
    "reminder_after_meeting": (
        LetterKind.REMINDER,
        OPENED.replace(month=11, day=17),
        {},
        {"state": SeatState.SCHEDULED, "meeting_on": date(2020, 11, 12)},
        {},
    ),
    "reminder_after_committee": (
        LetterKind.REMINDER,
        OPENED.replace(month=11, day=17),
        {},
        {
            "state": SeatState.SCHEDULED,
            "meeting_on": date(2020, 11, 12),
            "meeting_of": Stage.FINANCE_COMMITTEE,
        },
        {},
    ),
    "reminder_overdue": (LetterKind.REMINDER, LATE, {}, {}, {}),
    "escalation": (
        LetterKind.ESCALATION,
        LATE,
        {"answered": 17, "approved": 17},
        {"last_letter_at": OPENED.replace(month=12, day=3)},
        {},
    ),
    "escalation_agenda_secretariat": (LetterKind.ESCALATION, LATE, {}, {}, {}),
    "new_link": (LetterKind.NEW_LINK, OPENED, {}, {}, {}),
    "delegation": (LetterKind.DELEGATION, OPENED, {}, {}, DELEGATION),
    "delegation_overdue_without_message": (
        LetterKind.DELEGATION,
        LATE,
        {},
        {},
        {"delegation": DELEGATION["delegation"].model_copy(update={"message": ""})},
    ),
    "delegation_answered": (
        LetterKind.DELEGATION,
        OPENED,
        {},
        {"state": SeatState.ANSWERED},
        DELEGATION,
    ),
    "delegation_approved": (
        LetterKind.DELEGATION_DECIDED,
        OPENED,
        {},
        {},
        {"delegation": DELEGATION["delegation"].model_copy(update={"state": "done"})},
    ),
    "delegation_refused": (LetterKind.DELEGATION_DECIDED, OPENED, {}, {}, DELEGATION),
    "receipt": (LetterKind.RECEIPT, OPENED, {}, {}, {}),
    "receipt_points": (
        LetterKind.RECEIPT,
        OPENED,
        {},
        {},
        {
            "outcome": Outcome.APPROVED_WITH_REMARKS,
            "points": {"10": "approved", "2": "approved_with_remarks"},
            "remarks": "God aftale.",
            "contact_id": None,  # a colleague answered
        },
    ),
    "receipt_reservation": (LetterKind.RECEIPT, OPENED, {}, {}, RESERVED),
    "receipt_closed_item": (LetterKind.RECEIPT, OPENED, {}, {}, RESERVED | {"closed_item": True}),
    "receipt_not_yet": (
        LetterKind.RECEIPT,
        OPENED,
        {},
        {},
        {
            "outcome": Outcome.NOT_YET,
            "decided_on": None,
            "body": Body.FINANCE_COMMITTEE,
            "meeting_on": date(2020, 11, 19),
            "agenda_item": "",
            "chain_head": "",
        },
    ),
    "receipt_committee": (
        LetterKind.RECEIPT,
        OPENED,
        {},
        {},
        {
            "outcome": Outcome.NOT_YET,
            "decided_on": None,
            "body": Body.ADMINISTRATION,
            "committee_on": date(2020, 11, 5),
            "remarks": "Vi savner tal for 2019.",
            "remarks_about": "document:2",
        },
    ),
    "receipt_mayor_on_behalf": (
        LetterKind.RECEIPT,
        OPENED,
        {},
        REGION,
        {
            "number": 2,
            "body": Body.MAYOR,
            "reason": "Datoen var forkert.",
            "on_behalf_by": "anna@sekretariat.example.org",
            "evidence_filename": "protokol ’20.pdf",
        },
    ),
    "extension": (
        LetterKind.EXTENSION,
        OPENED,
        {"deadline": date(2020, 12, 15)},
        {},
        {"former_deadline": date(2020, 12, 1), "reason": "COVID-19 har forsinket møderne."},
    ),
    "extension_before_sign_off": (
        LetterKind.EXTENSION,
        OPENED.replace(month=8),
        {"state": RoundState.DRAFT, "deadline": date(2020, 12, 15)},
        {},
        {"former_deadline": date(2020, 12, 1), "reason": "COVID-19 har forsinket møderne."},
    ),
    "postponement": (
        LetterKind.POSTPONEMENT,
        OPENED.replace(month=8),
        {"state": RoundState.DRAFT},
        {},
        {
            "reason": "KKR’s møde er flyttet <igen>.",
            "moves": [
                Move("kkr_approval", "KKR Sjælland", date(2020, 9, 7), date(2020, 9, 21)),
                Move("sign_off", "Godkendelse i kommunerne", None, date(2020, 9, 22)),
            ],
        },
    ),
    "asked_again": (
        LetterKind.ASKED_AGAIN,
        OPENED.replace(month=11, day=17),
        {},
        {},
        NEW | {"superseded": FALLEN, "because": NEW["changes"][1:]},
    ),
    "asked_again_not_answered": (
        LetterKind.ASKED_AGAIN,
        LATE,
        {},
        REGION,
        NEW | {"superseded": None, "because": []},
    ),
    "new_version": (
        LetterKind.NEW_VERSION,
        OPENED.replace(month=11, day=17),
        {},
        {"outcome": Outcome.APPROVED_WITH_REMARKS, "decided_on": date(2020, 11, 12)},
        NEW,
    ),
    "new_version_wording": (LetterKind.NEW_VERSION, LATE, {}, {}, NEW),
    "remarks_answered": (LetterKind.REMARKS_ANSWERED, OPENED, {}, {}, REPLIED),
    "reservation_met": (LetterKind.RESERVATION_MET, OPENED, {}, {}, MET),
    "asked_back": (LetterKind.ASKED_BACK, OPENED, {}, {}, BACK),
    "reservation_met_closed_item": (
        LetterKind.RESERVATION_MET,
        OPENED,
        {},
        {},
        MET | {"reserved": RESERVED_ANSWER.model_copy(update={"closed_item": True})},
    ),
    "objection_settled": (LetterKind.OBJECTION_SETTLED, OPENED, {}, {}, OBJECTED),
    "cancellation": (
        LetterKind.CANCELLATION,
        OPENED,
        {
            "state": RoundState.CANCELLED,
            "end_reason": "Aftalen skal forhandles igen.\nMere følger.",
        },
        {},
        {},
    ),
    "round_closed_adopted": (
        LetterKind.ROUND_CLOSED,
        OPENED.replace(month=11, day=26),
        {"state": RoundState.CLOSED, "result": RoundResult.ADOPTED, "approved": 18, "answered": 18},
        {"outcome": Outcome.APPROVED, "decided_on": date(2020, 11, 12)},
        {},
    ),
    "round_closed_not_adopted": (
        LetterKind.ROUND_CLOSED,
        LATE,
        {
            "state": RoundState.CLOSED,
            "result": RoundResult.NOT_ADOPTED,
            "approved": 16,
            "end_reason": "To byråd sagde nej.\nVi mødes igen <i foråret>.",
        },
        {},
        {},
    ),
    "round_reopened": (LetterKind.ROUND_REOPENED, OPENED.replace(month=11, day=26), {}, {}, AGAIN),
    "round_reopened_answered": (
        LetterKind.ROUND_REOPENED,
        LATE,
        {},
        {"outcome": Outcome.APPROVED, "decided_on": date(2020, 11, 12)},
        AGAIN,
    ),
    "round_reopened_overdue": (LetterKind.ROUND_REOPENED, LATE, {}, REGION, AGAIN),
    **OF_KINDS,
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def sources(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every case's finished source, without its token."""
    path = tmp_path_factory.mktemp("golden") / "letters.db"
    shutil.copyfile(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with transaction(engine) as session:
        made = {name: source_of(session, name) for name in CASES}
    engine.dispose()
    return made


@pytest.fixture
def source(sources: dict[str, bytes], case: str) -> bytes:
    return splice(sources[case], TOKEN)


def source_of(session: Session, name: str) -> bytes:
    kind, at, of_round, of_seat, given = CASES[name]
    round_ = a_round(session, **of_round)
    a_timeline(session, round_, recommended=kind is not LetterKind.ANNOUNCEMENT)
    _a_document(session, round_, kind)
    seat = a_seat(session, round_, **of_seat)
    role = ROLES.get(name.rpartition("/")[2], ContactRole.PRIMARY)
    contact = a_contact(session, seat, role=role)
    if role is not ContactRole.PRIMARY:
        a_contact(session, seat, name="Åse Østergård", email="aase@faxe.example.org")
    facts = given
    if kind is LetterKind.RECEIPT:
        told = an_answer(seat, **{"contact_id": contact.id, **given})
        facts = {"answer": told, "proof": _proof(session, round_)}
    queue_letters(
        session,
        round_,
        kind,
        [Recipient(seat, contact)],
        occasion="golden",
        due_at=at,
        facts=facts,
        settings=settings(),
    )
    letter = session.exec(select(Letter).where(Letter.round_id == round_.id)).one()
    assert letter.source is not None
    return letter.source


def _proof(session: Session, round_: Round) -> Proof:
    return Proof("round:1 31 " + "3f" * 32, documents_of(session, round_))


def _a_document(session: Session, round_: Round, kind: LetterKind) -> None:
    if kind in {LetterKind.INVITATION, LetterKind.RECEIPT}:
        session.merge(
            StoredFile(sha256="0" * 64, media_type="application/pdf", size=0, content=b"")
        )
        session.flush()
        session.add(
            Document(
                version_id=round_.version_id,
                position=1,
                title="Forslag til Rammeaftale 2021-2022",
                filename="01.pdf",
                file_sha256="0" * 64,
            )
        )


def test_letter_is_as_agreed(source: bytes, case: str) -> None:
    message = parsed(source)
    headers = "\n".join(
        f"{name}: {message[name]}" for name in ("From", "Reply-To", "To", "Subject", "Date")
    )
    text, html = content(source, "plain"), content(source, "html")
    whole = f"{headers}\n\n{text.strip()}\n\n{'=' * 20} HTML {'=' * 20}\n\n{html.strip()}\n"
    file = GOLDEN / f"{case}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(whole, encoding="utf-8")
    assert whole == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    files = GOLDEN.rglob("*.txt")
    assert {str(f.relative_to(GOLDEN).with_suffix("")) for f in files} == set(CASES)
    assert {kind for kind, *_ in CASES.values()} == set(LetterKind) - OF_NO_ROUND


class _Page(HTMLParser):
    """What a mail program would show and load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.shown += f" {dict(attrs).get('value', '')}"  # the number of a list item

    def handle_data(self, data: str) -> None:
        self.shown += f" {data}"


def test_html_is_plain_and_says_what_the_text_says(source: bytes) -> None:
    text, html = content(source, "plain"), content(source, "html")
    page = _Page(html)
    assert ("html", {"lang": "da"}) in page.tags
    assert not {"img", "script", "link", "iframe", "style", "font"} & {tag for tag, _ in page.tags}
    assert not re.search(r"src=|url\(|@import", html)
    for colour in re.findall(r"color:#([0-9a-f]{6})", html.replace("background:#", "")):
        assert contrast_on_white(colour) >= 4.5
    if TOKEN in text:
        url = f"https://rammeaftale.example.org/s/{TOKEN}"
        assert url in page.shown
        assert ("a", url) in [(tag, attrs.get("href")) for tag, attrs in page.tags]
    said = set(re.findall(r"\w+", page.shown))
    assert set(re.findall(r"\w+", text)) - said == set()


def test_every_letter_says_who_why_and_which_case(source: bytes, case: str) -> None:
    text = content(source, "plain")
    assert "Derfor modtager du denne mail: " in text
    assert "sekretariat@example.org" in text
    assert "55 00 00 00" in text
    assert "Sekretariatets sagsnr.: 2020-1234" in text
    assert ("Jeres sagsnr.: 27.00.00-P20-1-20" in text) == ("case_number" not in CASES[case][3])


def contrast_on_white(colour: str) -> float:
    """WCAG 2.1, contrast ratio."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_only_letters_that_ask_or_confirm_carry_a_link(
    sources: dict[str, bytes], case: str
) -> None:
    kind, _, of_round, *_ = CASES[case]
    silent = {
        LetterKind.ANNOUNCEMENT,
        LetterKind.POSTPONEMENT,
        LetterKind.CANCELLATION,
        LetterKind.ROUND_CLOSED,
    }
    asks = kind not in silent and of_round.get("state") is not RoundState.DRAFT
    assert awaits_token(sources[case]) is asks
