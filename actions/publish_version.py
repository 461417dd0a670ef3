"""A new version is asked about: answers it does not touch stand, the others are asked again."""

from datetime import datetime

from sqlmodel import Session, col, delete

from actions.ask_seat_again import ask_seat_again
from actions.read_version import Preview, Touched, read_version
from actions.record import chain_of, record
from actions.start_round import primary_contacts
from models.database import change_row
from models.revision import Revision
from models.round import RecommendationPoint, Round
from models.vocabulary import LetterKind
from notifications.outbox import Recipient, queue_letters
from notifications.version_words import change_words
from rules.closing import LIVE
from rules.refusal import Refusal, Why
from rules.versions import Change


def publish_version(session: Session, round_: Round, seen: str, now: datetime, by: str) -> Revision:
    """`seen` is the fingerprint of the preview that was looked at.

    Raises Refusal CONFLICT when answers have come since, or the draft is another. Who has not
    answered is asked about the new version; who read the old one cannot answer it (their seat's
    version has risen), unless only its wording changed.
    """
    preview = read_version(session, round_)
    draft = _publishable(preview, seen)
    _ask(session, round_, draft)
    draft.changes = [change.as_json() for change in preview.changes]
    draft.published_at = now
    session.add(draft)
    session.flush()
    asked = preview.waiting if preview.material else []
    for touched in preview.again:
        ask_seat_again(session, round_, touched.seat, now)
    for seat in asked:
        change_row(session, seat, {"version": seat.version + 1}, version=seat.version)
    _record(session, round_, draft, preview, now, by)
    _tell(session, round_, draft, preview, now)
    return draft


def _publishable(preview: Preview, seen: str) -> Revision:
    draft = preview.draft
    if preview.round_.state not in LIVE:
        raise Refusal("Runden er ikke ude til godkendelse.", why=Why.CONFLICT)
    if draft is None:
        raise Refusal("Der er ikke en ny version under forberedelse.", why=Why.CONFLICT)
    if not preview.changes:
        raise Refusal("Den nye version er som den gamle. Der er intet at udsende.", field="changes")
    if not draft.why:
        raise Refusal("Skriv, hvorfor aftalen er ændret.", field="why")
    if seen != preview.seen:
        raise Refusal(
            "Forhåndsvisningen er forældet: der er kommet svar, eller udkastet er rettet. Se den"
            " igen, og udsend derefter.",
            why=Why.CONFLICT,
            field="seen",
            seen=preview.seen,
        )
    return draft


def _ask(session: Session, round_: Round, draft: Revision) -> None:
    """What is asked from now on; what was asked until now stays in the revision."""
    draft.former_version_id, round_.version_id = round_.version_id, draft.version_id
    session.execute(
        delete(RecommendationPoint).where(col(RecommendationPoint.round_id) == round_.id)
    )
    session.add_all(
        RecommendationPoint(round_id=round_.id or 0, number=number, text=text)
        for number, text in enumerate(draft.points, 1)
    )
    session.add(round_)
    session.flush()


def _record(
    session: Session, round_: Round, draft: Revision, preview: Preview, now: datetime, by: str
) -> None:
    asked = preview.waiting if preview.material else []
    record(
        session,
        chain_of(round_),
        "version.published",
        f"version.published:{draft.id}",
        now,
        {
            "number": draft.number,
            "version": draft.version_id,
            "why": draft.why,
            "changes": draft.changes,
            "documents": [document.file_sha256 for document in preview.documents],
            "points": draft.points,
            "again": [touched.seat.code for touched in preview.again],
            "stands": [seat.code for seat in preview.stands],
            "by": by,
        },
        round_=round_,
    )
    fallen = {touched.seat.id: touched for touched in preview.again}
    for seat in [*(touched.seat for touched in preview.again), *asked]:
        touched = fallen.get(seat.id)
        record(
            session,
            chain_of(round_),
            "seat.asked_again",
            f"seat.asked_again:{seat.id}:{draft.number}",
            now,
            {
                "number": draft.number,
                "superseded": touched.answer.number if touched else None,
                "version": seat.version,
                "changes": [c.as_json() for c in touched.because] if touched else draft.changes,
                "by": by,
            },
            round_=round_,
            party_code=seat.code,
        )


def _tell(
    session: Session, round_: Round, draft: Revision, preview: Preview, now: datetime
) -> None:
    """Everybody: who is asked again, who has yet to answer, and whose answer stands."""
    fallen = {touched.seat.id: touched for touched in preview.again}
    asked = {seat.id for seat in preview.waiting} if preview.material else set()
    again, rest = list[Recipient](), list[Recipient]()
    for seat, contact, _ in primary_contacts(session, round_):
        touched = fallen.get(seat.id)
        facts = {"superseded": touched.answer if touched else None, "because": _words(touched)}
        if touched or seat.id in asked:
            again.append(Recipient(seat, contact, facts))
        else:
            rest.append(Recipient(seat, contact))
    shared = {"why": draft.why, "changes": [change_words(change) for change in preview.changes]}
    for kind, recipients in ((LetterKind.ASKED_AGAIN, again), (LetterKind.NEW_VERSION, rest)):
        occasion = f"version-{draft.number}"
        queue_letters(
            session, round_, kind, recipients, occasion=occasion, due_at=now, facts=shared
        )


def _words(touched: Touched | None) -> list[str]:
    because: list[Change] = touched.because if touched else []
    return [change_words(change) for change in because]
