"""Every letter of every kind of question but the approval, whose own cases are many more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from actions.move_step import Move
from models.delegation import Delegation
from models.on_behalf import Objection
from models.seat import Answer, Seat
from models.vocabulary import DelegationState, LetterKind, Outcome, RoundResult, Silence
from rules.questions.items import Item, rows_of
from rules.remarks import Remark
from tests.letters.builders import OPENED

Facts = Mapping[str, Any]
Case = tuple[LetterKind, datetime, Facts, Facts, Facts]

OF_NO_ROUND = {LetterKind.SIGNIN_LINK, LetterKind.CHAIN_HEADS, LetterKind.TARIFF_REPORT}
LATE = datetime(2020, 12, 4, 7, tzinfo=UTC)
ANSWERED = {"outcome": Outcome.ANSWERED, "decided_on": None, "body": None, "agenda_item": ""}
ROUNDS: dict[str, Facts] = {
    "extension": {
        "title": "Forlængelse af Rammeaftale 2021-2022 til og med 31.12.2023",
        "extends_to": date(2023, 12, 31),
        "result": RoundResult.ADOPTED,
    },
    "addendum": {
        "title": "Allonge for 2021 til Rammeaftale 2021-2022",
        "result": RoundResult.ADOPTED,
    },
    "consultation": {
        "title": "Høring om Rammeaftale 2021-2022",
        "result": RoundResult.INCOMPLETE,
        "silence": Silence.CONSENT,
    },
    "meeting_dates": {"title": "Mødedatoer for 2021", "result": RoundResult.COMPLETED},
    "tariff_explanation": {"title": "Takster over loftet 2020", "result": RoundResult.COMPLETED},
}
ANSWERS: dict[str, Facts] = {
    "consultation": {
        **ANSWERED,
        "details": {"text": "Vi støtter mål <2>.\n\nMen & kun hvis tid.", "no_remarks": False},
    },
    "meeting_dates": {
        **ANSWERED,
        "details": {"council": ["2021-01-14", "2021-02-11"], "finance_committee": []},
    },
    "tariff_explanation": {
        **ANSWERED,
        "details": {
            "1.act": "explain",
            "1.category": "places",
            "1.text": "Tilbuddet har <to> pladser færre.",
            "1.lasts": "permanent",
            "1.tariff_ore": None,
            "2.act": "correct",
            "2.category": "",
            "2.text": "En tastefejl.",
            "2.lasts": "",
            "2.tariff_ore": 88_000,
        },
    },
}
ITEMS = [
    Item(
        1,
        "Birkegården, § 107, 2020",
        "Takst 1.234,50 kr. pr. dag. Loftet er 1.100,00 kr.; taksten ligger 12,23 % over.",
        {"service": 7, "actual_ore": 123_450, "allowed_ore": 110_000},
    ),
    Item(
        2,
        "Ege<huset>, aflastning, § 84, 2020",
        "Takst 900,00 kr. pr. dag. Loftet er 899,99 kr.; taksten ligger 0,00 % over.",
        {"service": 8, "actual_ore": 90_000, "allowed_ore": 89_999},
    ),
]
SEATS: dict[str, Facts] = {"tariff_explanation": {"items": rows_of(ITEMS)}}
WHEN = {
    LetterKind.ANNOUNCEMENT: OPENED.replace(month=8),
    LetterKind.ESCALATION: LATE,
    LetterKind.ROUND_CLOSED: LATE,
    LetterKind.ROUND_REOPENED: LATE,
}
NEW = {"why": "To tal var <forkerte>.", "changes": ["Dokument 1, »Aftalen«, er ændret"]}
RESERVED = Answer(
    seat_id=0,
    number=1,
    seat_version=1,
    outcome=Outcome.APPROVED_WITH_RESERVATION,
    remarks="Kun hvis <punkt 2> udgår.",
    name="",
    title="",
    submitted_at=OPENED,
    receipt="",
)
MET: dict[str, Any] = {"reserved": RESERVED, "met": "Punkt 2 er udgået.\nSe version 2."}
BACK: dict[str, Any] = {"back": [replace(ITEMS[1], question="Hvad er <aflastning>?\nTak.")]}
OBJECTED: dict[str, Any] = {
    "objection": Objection(
        seat_id=0,
        answer_id=0,
        contact_id=0,
        words="Byrådet har <ikke> behandlet sagen.",
        name="Bo Ø",
        title="byrådssekretær",
        objected_at=OPENED,
        settlement="Vi talte sammen: det var økonomiudvalget.\nByrådet mødes den 24.",
    ),
    "given": RESERVED.model_copy(update={"receipt": "1-320-1"}),
}
HOLBAEK = Seat(round_id=0, code="316", party="Holbæk Kommune", council="byrådet")
REPLIED: dict[str, Any] = {
    "replies": [(Remark(HOLBAEK, RESERVED, (2, 3), None), "Punkt 2 er <rettet>.\n\nSe version 2.")]
}
DELEGATION: dict[str, Any] = {
    "delegation": Delegation(
        seat_id=0,
        contact_id=0,
        said_by="Åse <Ø>",
        name="Bo Æ & Co",
        email="bo@raadgiver.example.com",
        message="Du har fulgt sagen.\n\nTak & hilsen <3",
        asked_at=OPENED,
        state=DelegationState.REFUSED,
        reason="Kun ansatte kan svare <for> kommunen.",
    )
}
GIVEN: dict[LetterKind, Facts] = {
    LetterKind.DELEGATION: DELEGATION,
    LetterKind.DELEGATION_DECIDED: DELEGATION,
    LetterKind.EXTENSION: {"reason": "To råd <mødes>.", "former_deadline": date(2020, 11, 1)},
    LetterKind.POSTPONEMENT: {
        "reason": "Møde flyttet.",
        "moves": [Move("sign_off", "Parterne spørges", None, date(2020, 9, 22))],
    },
    LetterKind.CANCELLATION: {"reason": "Sagen er trukket."},
    LetterKind.ASKED_AGAIN: NEW | {"superseded": None, "because": []},
    LetterKind.NEW_VERSION: NEW,
    LetterKind.REMARKS_ANSWERED: REPLIED,
    LetterKind.RESERVATION_MET: MET,
    LetterKind.ASKED_BACK: BACK,
    LetterKind.OBJECTION_SETTLED: OBJECTED,
    LetterKind.ROUND_REOPENED: {"reason": "Et svar manglede.", "closed_at": OPENED},
}


def _case(question: str, kind: LetterKind) -> Case:
    given = ANSWERS.get(question, {}) if kind is LetterKind.RECEIPT else GIVEN.get(kind, {})
    return (
        kind,
        WHEN.get(kind, OPENED),
        {"kind": question, **ROUNDS[question]},
        SEATS.get(question, {}),
        given,
    )


OF_KINDS = {
    f"{question}/{kind}": _case(question, kind)
    for question in ROUNDS
    for kind in LetterKind
    if kind not in OF_NO_ROUND
}
