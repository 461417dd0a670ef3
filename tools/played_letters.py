"""Letters that were really written: sandbox rounds played from draft to end in a database of their
own, so that subjects and reasons are the product's and not a copy of them."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from actions.answer_remarks import answer_remarks
from actions.answer_seat import answer_seat
from actions.clear_reservation import declare_met
from actions.contacts import record_contacts
from actions.create_round import create_round
from actions.decide_delegation import refuse_delegation
from actions.delegate import delegate
from actions.end_links import end_all_links
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import clock_of, contacts_of, points_of, seat_by_code
from actions.mail_new_links import mail_new_links
from actions.move_clock import move_clock
from actions.move_step import move_step
from actions.object_to_answer import object_to_answer, settle_objection
from actions.open_link import OpenedLink
from actions.prepare_version import GivenDocument, GivenPoint, GivenVersion, prepare_version
from actions.publish_version import publish_version
from actions.read_version import read_version
from actions.reopen_round import reopen_round
from actions.settle_items import Verdict, settle_items
from actions.start_round import start_round
from actions.write_answer import Teller
from models.database import make_engine, transaction
from models.keys import get_keys
from models.letter import Letter
from models.migrate import migrate
from models.round import Round
from models.seat import Answer
from models.settings import get_settings
from models.vocabulary import Body, ContactRole, LetterKind, Outcome
from notifications.unwritten import keep_texts, write_texts
from rules.contacts import GivenContact
from rules.danish_time import at
from rules.delegation import hand_over
from rules.links import token
from rules.planning import Wanted
from rules.questions.submission import Submission
from rules.timeline import KKR_APPROVAL, STEP_TIME
from tests.above_the_cap import above_the_cap

BY = "docs"
PARTY = "320"


def letters_of_one_party() -> dict[LetterKind, Letter]:
    """The first letter of each kind to one party."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'docs.db'}")
        migrate(engine)
        with transaction(engine) as session:
            _play_to_closing(session)
            _play_to_cancellation(session)
            _ask_back(session)
            written = session.exec(select(Letter).order_by(col(Letter.id).desc())).all()
        engine.dispose()
    party = [
        letter
        for letter in written
        if letter.to_address.startswith(("faxe@", "leder.faxe@", "bo.faxe@"))
    ]
    return {letter.kind: letter for letter in party}


def _play_to_closing(session: Session) -> None:
    round_ = _sandbox(session)
    director = GivenContact(PARTY, "Leder i Faxe", "leder.faxe@example.org", ContactRole.DIRECTOR)
    record_contacts(session, round_, [director], clock_of(round_, round_.created_at), BY)
    _live_until(session, round_, date(2020, 12, 9))
    extend_round(
        session, round_, date(2020, 12, 18), "To byråd mødes efter fristen.", _now(round_), BY
    )
    _answer(session, round_)
    _lose_link(session, round_)
    _live_until(session, round_, date(2020, 12, 19))
    close_round(session, round_, _now(round_), BY)
    reopen_round(session, round_, "To svar blev ikke talt med.", _now(round_), BY)
    _answer(session, round_, Outcome.APPROVED_WITH_RESERVATION, "Bilaget skal rettes.")
    seat = seat_by_code(session, round_, PARTY)
    answer_id = seat.answer_id or 0
    answer_remarks(session, round_, {answer_id: "Bilaget er rettet."}, _now(round_), BY)
    declare_met(session, round_, seat, "Bilaget er rettet.", _now(round_), BY)
    _hand_over(session, round_)
    _dispute(session, round_)
    _new_version(session, round_, "Titlen på sagsfremstillingen var forkert.", title="Til rådet")
    _new_version(session, round_, "Regionen bad om det.", point="at aftalen godkendes")


def _dispute(session: Session, round_: Round) -> None:
    """An answer on behalf that the party says is not its own."""
    ours = Teller(on_behalf_by=BY)
    answer = _answer(session, round_, Outcome.APPROVED, "Oplyst i telefonen.", ours)
    seat = seat_by_code(session, round_, PARTY)
    opened = OpenedLink(round_, seat, contacts_of(session, seat)[0])
    said = ("Det var økonomiudvalget.", "Bo Holm", "jurist")
    object_to_answer(session, opened, answer.number, *said, _now(round_))
    settle_objection(session, round_, seat, "Byrådet godkendte den 8.", _now(round_), BY)


def _new_version(
    session: Session, round_: Round, why: str, *, title: str = "", point: str = ""
) -> None:
    """A document gets a new title, or the round another question."""
    points = [point] if point else [p.text for p in points_of(session, round_)]
    documents = [GivenDocument(2, title)] if title else []
    given = GivenVersion(why, [GivenPoint(text) for text in points], documents)
    prepare_version(session, round_, given, _now(round_), BY)
    publish_version(session, round_, read_version(session, round_).seen, _now(round_), BY)


def _lose_link(session: Session, round_: Round) -> None:
    seat = seat_by_code(session, round_, PARTY)
    contact = contacts_of(session, seat)[0]
    place = {"seat_id": contact.seat_id, "contact_id": contact.id or 0}
    old = token(get_keys()[0], **place, generation=contact.link_generation)
    end_all_links(session, round_, seat, _now(round_), BY)
    mail_new_links(session, old, _now(round_))


def _hand_over(session: Session, round_: Round) -> None:
    """To an address outside the party's domains first, which is refused."""
    seat = seat_by_code(session, round_, PARTY)
    opened = OpenedLink(round_, seat, contacts_of(session, seat)[0])
    outside = hand_over("Ida Lund", "ida@raadgiver.example.com", "", "Anna Holm")
    waits = delegate(session, opened, outside, _now(round_))
    why = "Kun ansatte kan svare for kommunen."
    refuse_delegation(session, round_, seat, waits.id or 0, why, _now(round_), BY)
    colleague = hand_over("Bo Dahl", "bo.faxe@example.org", "Du kender sagen.", "Anna Holm")
    delegate(session, opened, colleague, _now(round_))


def _play_to_cancellation(session: Session) -> None:
    round_ = _sandbox(session)
    _live_until(session, round_, date(2020, 9, 1))
    later = date(2020, 9, 14)
    move_step(session, round_, KKR_APPROVAL, later, "KKR’s møde er flyttet.", _now(round_), BY)
    _live_until(session, round_, date(2020, 9, 16))
    cancel_round(session, round_, "Aftalen skal behandles igen i KKR.", _now(round_), BY)


def _ask_back(session: Session) -> None:
    """About one of the explanations of a tariff above a cap that is made up."""
    above_the_cap(session)
    wanted = Wanted(kind="tariff_explanation", deadline=date(2020, 12, 1), sandbox=True)
    round_ = create_round(session, wanted, datetime(2020, 10, 1, tzinfo=UTC), BY)
    start_round(session, round_, _now(round_), BY)
    seat = seat_by_code(session, round_, PARTY)
    own = {"1.act": "explain", "1.category": "law", "1.text": "Ny lov.", "1.lasts": "permanent"}
    given = Submission(seat.version, "Anna Holm", "konsulent", own=own)
    answer_seat(session, round_, seat, given, Teller(), _now(round_))
    settle_items(session, round_, seat, [Verdict(1, False, "Hvilken lov?")], _now(round_), BY)


def _sandbox(session: Session) -> Round:
    wanted = Wanted("sjaelland-2021-2022", sandbox=True)
    return create_round(session, wanted, datetime(2026, 1, 1, tzinfo=UTC), BY)


def _live_until(session: Session, round_: Round, day: date) -> None:
    move_clock(session, round_, at(day, STEP_TIME), BY)
    _write(session)


def _write(session: Session) -> None:
    """What a delivery would do, without one."""
    unwritten = select(Letter.id).where(col(Letter.source).is_(None))
    ids = [id_ for id_ in session.exec(unwritten) if id_]
    keep_texts(session, write_texts(session, ids, get_settings()))


def _now(round_: Round) -> datetime:
    return clock_of(round_, round_.created_at)


def _answer(
    session: Session,
    round_: Round,
    outcome: Outcome = Outcome.APPROVED,
    said: str = "",
    teller: Teller | None = None,
) -> Answer:
    """`said`: the reservation; with one the answer corrects the one before."""
    seat = seat_by_code(session, round_, PARTY)
    given = Submission(
        version=seat.version,
        name="Anna Holm",
        title="byrådssekretær",
        outcome=outcome,
        decided_on=date(2020, 12, 8),
        body=Body.COUNCIL,
        remarks=said,
        reason=said,
    )
    return answer_seat(session, round_, seat, given, teller or Teller(), _now(round_))
