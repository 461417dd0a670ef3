"""`docs/letters.md`: each kind of letter, when it is sent, and one that was really written."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default as modern

from api.pages.wording import LETTER_KINDS
from models.letter import Letter
from models.vocabulary import LetterKind
from notifications.danish import moment
from notifications.rendering import render
from rules.tariff_cap import Cap
from tools.letter_occasions import occasion
from tools.played_letters import letters_of_one_party

WHY = re.compile(r"Derfor modtager du denne mail: .+")
BASE_URL = "https://rammeaftale.example.org"
CAP = Cap(2019, 2022, (), "Rammeaftale 2021-2022")
OF_NO_ROUND: dict[LetterKind, dict[str, object]] = {
    LetterKind.SIGNIN_LINK: {
        "link": "",
        "expires_at": datetime(2020, 8, 10, 9, tzinfo=UTC),
        "base_url": BASE_URL,
    },
    LetterKind.CHAIN_HEADS: {"day": date(2020, 8, 10), "heads": [], "base_url": BASE_URL},
    LetterKind.TARIFF_REPORT: {
        "years": [2022],
        "cap": CAP,
        "deviations": 17,
        "standings": [("Godtaget", 17)],
        "base_url": BASE_URL,
    },
}
ABOUT = (
    "Alle breve findes som ren tekst og som HTML, går til én modtager og har sekretariatets adresse"
    " som svaradresse. Antallet af arbejdsdage er det, som en ny runde begynder med. Eksemplerne er"
    " fra øvelsesrunden i KKR Sjælland."
)
NOTE = (
    "<!-- Written by `make docs` from tools/letter_occasions.py and notifications/letters/. Change"
    " those, not this page. -->"
)


def letters() -> str:
    """KeyError for a kind of letter that nobody has said the occasion of."""
    examples = letters_of_one_party()
    blocks = ["# Breve", NOTE, ABOUT]
    for kind in LetterKind:
        blocks += [f"## {LETTER_KINDS[kind]} (`{kind}`)", occasion(kind)]
        if kind in OF_NO_ROUND:
            rendered = render(kind, OF_NO_ROUND[kind])
            blocks += [f"- Emne: *{rendered.subject}*", _why(rendered.text)]
        else:
            blocks += _example(examples[kind])
    return "\n\n".join(blocks) + "\n"


def _example(letter: Letter) -> list[str]:
    text = message_from_bytes(letter.source or b"", policy=modern).get_body(("plain",))
    return [
        f"- Emne: *{letter.subject}*\n- Dato i eksemplet: {moment(letter.due_at)}",
        _why(str(text.get_content()) if text else ""),
    ]


def _why(text: str) -> str:
    found = WHY.search(text)
    if found is None:
        raise ValueError("the letter does not say why it is sent")
    return f"> {found[0].strip()}"
