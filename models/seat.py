"""A party's place in a round, the people who speak for it, and what they answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant, instant_or_none, word, word_or_none
from models.vocabulary import (
    Assurance,
    Body,
    ContactRole,
    Left,
    Outcome,
    PartyKind,
    SeatState,
    Stage,
)


class Seat(SQLModel, table=True):
    """One party's place in one round.

    code            municipality or region code; party is its official name on the day of the start
    council         the deciding council's name in definite form, e.g. `byrådet`
    version         raised when what is asked or answered changes; answers name the one shown
    answer_id       the answer that stands; null: none
    meeting_on      date the party gave for its next treatment of the case; null: none known
    meeting_of      who meets then; null: the council
    reached         who dealt with the undecided case last, as the party told; null: not told
    next_letter_at  UTC instant of the next reminder; null when nothing is due any more
    paused_until    date until which nothing is sent unasked, as agreed on the telephone; null: none
    paused_at       instant from which what falls due in the pause is owed at its end
    reminders       how many reminders there were, asked for or not
    reminded_on     Danish date of the last one; null: none yet
    case_number     the party's own case number; empty: not known
    cvr             its organisation's CVR number, eight digits; empty: not known
    items           what it is asked about one by one (see `rules/questions/items.py`); empty: the
                    round asks one thing
    """

    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        Index(
            "ix_seat_due",
            "next_letter_at",
            sqlite_where=text("next_letter_at IS NOT NULL"),
            postgresql_where=text("next_letter_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    code: str
    party: str
    party_kind: PartyKind = word(PartyKind)
    council: str
    state: SeatState = word(SeatState, SeatState.WAITING)
    outcome: Outcome | None = word_or_none(Outcome)
    decided_on: date | None = None
    answered_at: datetime | None = instant_or_none()
    answer_id: int | None = None
    meeting_on: date | None = None
    meeting_of: Stage | None = word_or_none(Stage)
    reached: Body | None = word_or_none(Body)
    version: int = 1
    last_letter_at: datetime | None = instant_or_none()
    next_letter_at: datetime | None = instant_or_none()
    paused_until: date | None = None
    paused_at: datetime | None = instant_or_none()
    reminders: int = 0
    reminded_on: date | None = None
    case_number: str = ""
    cvr: str = ""
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=CanonicalJson)


class Contact(SQLModel, table=True):
    """A person or mailbox that speaks for a party in one round.

    link_generation  part of what the link is derived from; raising it ends the links given out
    valid_from, valid_to  first and last Danish date on which it speaks for the party; null: open
    becomes          its role from `valid_from` on; null: it has begun
    left             why it no longer speaks for the party; null: it does
    left_at          instant by the round's clock when it ceased to; null: it does, or not known
    """

    __table_args__ = (UniqueConstraint("seat_id", "email"),)

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id")
    name: str
    email: str
    role: ContactRole = word(ContactRole, ContactRole.PRIMARY)
    link_generation: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    becomes: ContactRole | None = word_or_none(ContactRole)
    left: Left | None = word_or_none(Left)
    left_at: datetime | None = instant_or_none()


class Answer(SQLModel, table=True):
    """What a party told, once; a correction is a new row that supersedes.

    number         1 for the first answer of a seat, counting corrections on
    seat_version   the version that was shown to whoever answered
    version_id     the agreement version it is about
    points         outcome per recommendation point number, as text keys; empty: answered as a whole
    meeting_on     when the council is to deal with it; committee_on, finance_committee_on: those
    remarks_about  `point:1` or `document:2` of that version; empty: the whole
    flags          what was unusual and accepted, e.g. `older_than_round`
    assurance      through which door it came
    on_behalf_by   who in the secretariat registered it; empty: the party itself by its link
    confirmed_by   who confirmed that registration, where it had no evidence; empty: nobody had to
    details        the fields of a kind of question that declares its own, by name
    receipt        receipt number, unique in the installation
    chain_head     hash of the event that recorded it
    """

    __table_args__ = (UniqueConstraint("seat_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id")
    number: int
    seat_version: int
    version_id: int | None = Field(default=None, foreign_key="agreement_version.id")
    outcome: Outcome = word(Outcome)
    points: dict[str, Any] = Field(default_factory=dict, sa_type=CanonicalJson)
    decided_on: date | None = None
    body: Body | None = word_or_none(Body)
    meeting_on: date | None = None
    committee_on: date | None = None
    finance_committee_on: date | None = None
    agenda_item: str = ""
    closed_item: bool = False
    minutes_url: str = ""
    remarks: str = ""
    remarks_about: str = ""
    dissent: str = ""
    name: str
    title: str
    reason: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=CanonicalJson)
    flags: list[str] = Field(default_factory=list, sa_type=CanonicalJson)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    assurance: Assurance = word(Assurance, Assurance.LINK)
    on_behalf_by: str = ""
    confirmed_by: str = ""
    evidence_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    evidence_filename: str = ""
    submitted_at: datetime = instant()
    receipt: str = Field(unique=True)
    chain_head: str = ""
    checked_at: datetime | None = instant_or_none()
    checked_by: str = ""


class AnswerFile(SQLModel, table=True):
    """A file that came with an answer; position counts from 1."""

    __tablename__ = "answer_file"
    __table_args__ = (UniqueConstraint("answer_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="answer.id")
    position: int
    filename: str
    file_sha256: str = Field(foreign_key="stored_file.sha256")
