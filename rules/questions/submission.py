"""What a party typed about a decision, and how it is tidied before it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from models.vocabulary import Body, Outcome
from rules.refusal import Refusal
from rules.text import line, paragraphs


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with an answer, kept under its SHA-256 (hex).

    field  of the form, where it was given
    """

    filename: str
    sha256: str
    field: str = "attachments"


@dataclass(frozen=True, slots=True)
class Submission:
    """What was typed; dates are Danish calendar dates, `points` outcome by point number.

    own          the fields of a kind that declares its own, by name
    attachments  the files of such an answer
    """

    version: int
    name: str
    title: str
    outcome: Outcome | None = None
    points: dict[int, Outcome] = field(default_factory=dict)
    decided_on: date | None = None
    body: Body | None = None
    meeting_on: date | None = None
    committee_on: date | None = None
    finance_committee_on: date | None = None
    agenda_item: str = ""
    closed_item: bool = False
    minutes_url: str = ""
    remarks: str = ""
    remarks_about: str = ""
    dissent: str = ""
    reason: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


def kept(given: Submission) -> dict[str, Any]:
    """As plain JSON; `again` reads it."""
    return KEPT.dump_python(given, mode="json")  # type: ignore[no-any-return]


def again(words: dict[str, Any]) -> Submission:
    return KEPT.validate_python(words)


KEPT = TypeAdapter(Submission)


def signed(given: Submission) -> Submission:
    """With who answers and why tidied; Refusal when nobody stands by it."""
    name = line(given.name, "name", limit=200)
    if not any(character.isalpha() for character in name):
        raise Refusal("Skriv dit navn. Det er navnet, der gør svaret til jeres.", field="name")
    title = line(given.title, "title", limit=200)
    if not title:
        raise Refusal("Skriv din stilling, f.eks. »byrådssekretær«.", field="title")
    reason = paragraphs(given.reason, "reason", limit=2_000)
    return replace(given, name=name, title=title, reason=reason)


def tidied(given: Submission) -> Submission:
    """Raises Refusal naming the first field that cannot be kept as it was typed."""
    return replace(
        signed(given),
        agenda_item=line(given.agenda_item, "agenda_item", limit=100),
        minutes_url=_web_address(given.minutes_url),
        remarks=paragraphs(given.remarks, "remarks"),
        dissent=paragraphs(given.dissent, "dissent"),
    )


def _web_address(value: str) -> str:
    text = line(value, "minutes_url", limit=2_000)
    try:
        parts = urlsplit(text)
        good = not text or (parts.scheme in {"http", "https"} and bool(parts.hostname))
    except ValueError:
        good = False
    if not good or " " in text:
        raise Refusal(
            "Linket til referatet skal begynde med https:// og være uden mellemrum.",
            field="minutes_url",
        )
    return text
