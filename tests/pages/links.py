"""A party at its link: the page as it is asked for, and what a browser would send of its form."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from httpx2 import Response
from sqlmodel import Session, select

from actions.load import contacts_of, seat_by_code
from models.database import reading
from models.keys import get_keys
from models.round import Round
from models.seat import Seat
from rules import links
from tests.dump import dump

PARTY = "320"  # Faxe
REGION = "1085"
TODAY = "2020-09-08"  # on the sandbox's clock, the day the parties are asked
ANSWER = {
    "outcome": "approved",
    "decided_on": TODAY,
    "body": "council",
    "name": "Anna Ø",
    "title": "sekretær",
    "version": 1,
}
FORM = {name: str(value) for name, value in ANSWER.items()}
JSON = {"Accept": "application/json"}


def token_of(
    session: Session, round_: Round, code: str = PARTY, *, generation: int | None = None
) -> str:
    """The link of the party's first contact, or one it had before."""
    seat = seat_by_code(session, round_, code)
    contact = contacts_of(session, seat)[0]
    return links.token(
        get_keys()[0],
        seat_id=contact.seat_id,
        contact_id=contact.id or 0,
        generation=generation or contact.link_generation,
    )


def rows() -> dict[str, list[Any]]:
    """All that the database holds, for a test that says it did not change."""
    with reading() as session:
        return dump(session)


def the_round() -> Round:
    with reading() as session:
        return session.exec(select(Round)).one()


def the_seat(code: str = PARTY) -> Seat:
    with reading() as session:
        return session.exec(select(Seat).where(Seat.code == code)).one()


def is_problem(answer: Response, status: int, field: str) -> None:
    told = answer.json()
    assert (answer.status_code, told.get("field", "")) == (status, field), told
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == status
    assert len(told["detail"]) > 10


@dataclass
class Filled(HTMLParser):
    """The fields of one of the page's forms as it stands, which is what a scanner would submit."""

    verb: str = "answer"

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = False
        self.action = ""
        self.values: dict[str, str] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            action = given.get("action") or ""
            self._inside = action.partition("#")[0].endswith(f"/{self.verb}")
            if self._inside:
                self.action = action
        if not self._inside:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        match tag:
            case "input" if given.get("type") in {"radio", "checkbox"}:
                if "checked" in given:
                    self.values[name] = value
            case "input" if given.get("type") != "file":
                self.values[name] = value
            case "textarea":
                self._textarea = name
                self.values[name] = ""
            case "select":
                self._select = name
            case "option" if self._select and (
                "selected" in given or self._select not in self.values
            ):
                self.values[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag in {"select", "textarea"}:
            self._select = self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data


def form_as_it_stands(html: str, verb: str = "answer") -> Filled:
    form = Filled(verb)
    form.feed(html)
    return form
