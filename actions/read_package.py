"""What a party needs for its agenda: a proposed case presentation as Word, and the documents."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.load import agreement_of, documents_of, points_of, seats_of, steps_of
from models.agreement import Document, StoredFile
from models.database import reading
from models.reference import kkr_names
from models.round import Round
from models.seat import Seat
from models.vocabulary import PartyKind
from notifications.danish import capitalise, genitive, joined, long_date
from notifications.question_words import words_of
from reports.agenda import agenda_docx
from rules.refusal import Refusal, Why
from rules.timeline import KKR_APPROVAL

PRESENTATION = (
    "Rammeaftalen er grundlaget for, at kommunerne og regionen sammen kan have tilbud til borgere,"
    " som hver enkelt part har for få af."
)
NUMBER = re.compile(r"^\d+[ ._-]+(?=\w)")  # one the file already had in its name


@dataclass(frozen=True, slots=True)
class Agenda:
    """The proposal as a Word file under the name a download has; dated as the party was asked."""

    name: str
    content: bytes
    at: datetime


def read_agenda(session: Session, round_: Round, seat: Seat) -> Agenda:
    """In the party's own words for its council. Refusal (UNKNOWN) without a recommendation."""
    facts = _facts(session, round_, seat)
    if not facts["points"]:
        raise Refusal("Der er intet forslag til indstilling i runden.", why=Why.UNKNOWN)
    at = round_.opened_at or round_.created_at
    name = f"Forslag til sagsfremstilling - {seat.party}.docx"
    return Agenda(name, agenda_docx(facts, at), at)


def papers(agenda: Agenda, documents: Sequence[Document]) -> Iterator[tuple[str, bytes]]:
    """The proposal and the documents, numbered; each is read in a session of its own when its turn
    comes, so that a package of any size is never in memory as a whole."""
    yield numbered(0, agenda.name), agenda.content
    for document in documents:
        with reading() as session:
            stored = session.get_one(StoredFile, document.file_sha256)
        yield numbered(document.position, document.filename), stored.content


def numbered(position: int, filename: str) -> str:
    return f"{position:02} {NUMBER.sub('', filename)}"


def _facts(session: Session, round_: Round, seat: Seat) -> dict[str, Any]:
    agreement = agreement_of(session, round_)
    region = seat.party_kind is PartyKind.REGION
    steps = {step.key: step for step in steps_of(session, round_)}
    recommended = steps[KKR_APPROVAL].held_on if KKR_APPROVAL in steps else None
    return {
        "agreement": words_of(round_, agreement, seat).matter,
        "period_from": long_date(agreement.period_from),
        "period_to": long_date(agreement.period_to),
        "kkr": kkr_names()[agreement.kkr],
        "recommended_on": long_date(recommended) if recommended else "",
        "secretariat": round_.secretariat_name,
        "case_number": agreement.case_number,
        "deadline": long_date(round_.deadline),
        "party": seat.party,
        "council": seat.council,
        "council_first": capitalise(seat.council),
        "council_of": genitive(seat.council),
        "officials": "Administrationen" if region else "Forvaltningen",
        "preparation": "forretningsudvalget" if region else "fagudvalg og økonomiudvalg",
        "hearing": _hearing(seat, region=region),
        **_asked(session, round_),
        "presentation": (round_.presentation or PRESENTATION).split("\n"),
        "points": [{"number": p.number, "text": p.text} for p in points_of(session, round_)],
        "documents": [
            {"number": document.position, "title": document.title}
            for document in documents_of(session, round_)
        ],
    }


def _asked(session: Session, round_: Round) -> dict[str, Any]:
    """How many municipalities are asked, and which regions."""
    seats = seats_of(session, round_)
    regions = [seat.party for seat in seats if seat.party_kind is PartyKind.REGION]
    return {"municipalities": len(seats) - len(regions), "region": joined(regions)}


def _hearing(seat: Seat, *, region: bool) -> str:
    who = "brugere og pårørende" if region else "handicaprådet"
    return f"{seat.party} vurderer selv, om {who} skal høres, inden {seat.council} behandler sagen."
