"""`docs/letters.md`: each kind of letter, when it is sent, and one that was really written.

The letters are those of two sandbox rounds that are played from draft to end in a database of their
own, so subjects and reasons are the product's and not a copy of them.
"""

import re
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default as modern
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
from api.pages.wording import LETTER_KINDS
from models.database import make_engine, transaction
from models.keys import get_keys
from models.letter import Letter
from models.migrate import migrate
from models.reference.catalogue import default_policy
from models.round import Round
from models.seat import Answer
from models.settings import get_settings
from models.vocabulary import Body, ContactRole, LetterKind, Outcome
from notifications.danish import moment
from notifications.rendering import render
from notifications.unwritten import keep_texts, write_texts
from rules.contacts import GivenContact
from rules.danish_time import at
from rules.delegation import hand_over
from rules.links import token
from rules.planning import Wanted
from rules.policy import Policy, Rung
from rules.questions.submission import Submission
from rules.tariff_cap import Cap
from rules.timeline import KKR_APPROVAL, STEP_TIME
from tests.above_the_cap import above_the_cap

BY = "docs"
PARTY = "320"
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
WHEN = {
    LetterKind.ANNOUNCEMENT: (
        "Sendes {announced} arbejdsdage før KKR's møde, så parterne kan reservere et punkt på"
        " dagsordenen. Sekretariatet kan også sende det selv på et andet tidspunkt."
    ),
    LetterKind.INVITATION: (
        "Sendes, når godkendelsen åbnes. En part, der først får en kontaktperson senere, får sin"
        " indbydelse med det samme."
    ),
    LetterKind.REMINDER: (
        "Sendes {before} arbejdsdage før fristen og {after} arbejdsdage efter, men kun til parter,"
        " der mangler. Har parten oplyst en mødedato, spørger vi først på {minutes}. arbejdsdag"
        " efter mødet. Sekretariatet kan også sende en selv, højst én om dagen til hver part."
    ),
    LetterKind.ESCALATION: (
        "Skrives som kladde {agenda} arbejdsdage efter fristen til den kontakt, der har rollen"
        " `agenda_secretariat`, og {director} arbejdsdage efter til den med rollen `director`."
        " Sekretariatet sender den selv, når det har ringet. Uden en sådan kontakt bliver der ikke"
        " skrevet nogen."
    ),
    LetterKind.RECEIPT: (
        "Sendes, hver gang et svar er registreret, også når sekretariatet registrerer det på"
        " partens vegne. Den går til den, der svarede, og til partens primære kontakt."
    ),
    LetterKind.EXTENSION: (
        "Sendes, når fristen forlænges, til de parter, der mangler; før godkendelsen er begyndt til"
        " de parter, der er varslet."
    ),
    LetterKind.POSTPONEMENT: (
        "Sendes, når KKR's møde eller godkendelsens begyndelse flyttes, efter at parterne er"
        " varslet: ét brev, uanset hvor mange trin der flytter med."
    ),
    LetterKind.ASKED_AGAIN: (
        "Sendes, når en ny version af aftalen udsendes, til de parter, hvis svar den angår, og til"
        " dem, der ikke har svaret."
    ),
    LetterKind.NEW_VERSION: (
        "Sendes, når en ny version udsendes, til de parter, der ikke skal svare på noget nyt."
    ),
    LetterKind.REMARKS_ANSWERED: (
        "Sendes til alle parter, når sekretariatet har svaret på det, parterne har bemærket."
    ),
    LetterKind.RESERVATION_MET: (
        "Sendes til en part, der har taget et forbehold, når sekretariatet har skrevet, hvordan det"
        " er imødekommet. Svaret er først en godkendelse, når parten har bekræftet det."
    ),
    LetterKind.ASKED_BACK: (
        "Sendes til en part, når sekretariatet spørger til noget af det, den har svaret, f.eks. en"
        " forklaring på en takst over loftet. Alle spørgsmål står i ét brev."
    ),
    LetterKind.OBJECTION_SETTLED: (
        "Sendes til en part, der har gjort indsigelse mod et svar, som sekretariatet har"
        " registreret for den, når sekretariatet har skrevet, hvordan indsigelsen er afklaret."
    ),
    LetterKind.CANCELLATION: (
        "Sendes, når runden annulleres, hvis den er varslet eller åbnet. Breve, der ikke er sendt"
        " endnu, bliver ikke sendt."
    ),
    LetterKind.ROUND_CLOSED: "Sendes, når sekretariatet afslutter runden.",
    LetterKind.ROUND_REOPENED: "Sendes til alle parter, når en afsluttet runde genåbnes.",
    LetterKind.NEW_LINK: (
        "Sendes, når nogen åbner et link, der er lukket, og beder om et nyt: kun til partens"
        " primære kontakter og til den, linket var givet til, højst én gang om dagen."
    ),
    LetterKind.DELEGATION: (
        "Sendes til en kollega, når en kontakt giver sagen videre på partens side. Hører adressen"
        " ikke til partens mailadresser, sendes den først, når sekretariatet har godkendt det."
    ),
    LetterKind.DELEGATION_DECIDED: (
        "Sendes til den, der måtte vente på sekretariatet for at give sagen videre: ja eller nej."
    ),
    LetterKind.SIGNIN_LINK: (
        "Sendes, når en bruger skriver sin adresse på siden »Log ind«, højst én gang i minuttet."
        " Linket virker én gang, i en time. En adresse, vi ikke kender, får ingenting."
    ),
    LetterKind.TARIFF_REPORT: (
        "Sendes med rapporten som PDF og regneark til de adresser, der er sat til at få den"
        " (`RAMMEAFTALE_REPORT_TO`): når en runde med forklaringer er afsluttet, og ellers højst"
        " én gang om måneden, hvis rapporten siger noget nyt."
    ),
    LetterKind.CHAIN_HEADS: (
        "Sendes hver morgen til de adresser, der er sat til at gemme kontrolkoderne"
        " (`RAMMEAFTALE_HEADS_TO`), så en senere omskrivning af loggen kan ses."
    ),
}
ABOUT = (
    "Alle breve findes som ren tekst og som HTML, går til én modtager og har sekretariatets adresse"
    " som svaradresse. Antallet af arbejdsdage er det, som en ny runde begynder med. Eksemplerne er"
    " fra øvelsesrunden i KKR Sjælland."
)
NOTE = (
    "<!-- Written by `make docs` from tools/example_letters.py and notifications/letters/. Change"
    " those, not this page. -->"
)


def letters() -> str:
    """KeyError for a kind of letter that nobody has said the occasion of."""
    examples = _examples()
    blocks = ["# Breve", NOTE, ABOUT]
    for kind in LetterKind:
        blocks += [f"## {LETTER_KINDS[kind]} (`{kind}`)", WHEN[kind].format(**_policy())]
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


def _policy() -> dict[str, str]:
    """The numbers of working days that a new round starts with."""
    policy = Policy.of(default_policy())
    return {
        "announced": str(policy.announce_before_kkr),
        "before": _listed(policy.remind_before),
        "after": _listed(policy.remind_after),
        "agenda": str(dict(policy.ladder)[Rung.AGENDA_SECRETARIAT]),
        "director": str(dict(policy.ladder)[Rung.DIRECTOR]),
        "minutes": str(policy.minutes_days),
    }


def _listed(days: Iterable[int]) -> str:
    """`20, 10 og 3`"""
    *first, last = map(str, days)
    return f"{', '.join(first)} og {last}" if first else last


def _why(text: str) -> str:
    found = WHY.search(text)
    if found is None:
        raise ValueError("the letter does not say why it is sent")
    return f"> {found[0].strip()}"


def _examples() -> dict[LetterKind, Letter]:
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
