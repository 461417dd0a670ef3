"""The secretariat prepares a new version: documents exchanged, points rewritten, nobody told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from actions.attach_document import store_file
from actions.load import points_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.revisions import draft_of, papers_of
from models.agreement import AgreementVersion, Document
from models.revision import Revision
from models.round import Round
from rules.closing import LIVE
from rules.files import DOCUMENTS, media_type, safe_filename
from rules.refusal import Refusal, Why
from rules.text import line, paragraphs

MOST_POINTS = 20
MOST_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """position  which one it is; null: a further one
    file      name and content; null: the one that is there stays
    concerns  numbers of the points that refer to it; null: all
    """

    position: int | None
    title: str
    file: tuple[str, bytes] | None = None
    editorial: bool = False
    concerns: frozenset[int] | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class GivenPoint:
    text: str
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class GivenVersion:
    """The draft as it is to be; a point without text goes out. Documents not named stay."""

    why: str
    points: Sequence[GivenPoint]
    documents: Sequence[GivenDocument] = ()


def prepare_version(
    session: Session, round_: Round, given: GivenVersion, now: datetime, by: str
) -> Revision:
    """Begins a draft where there is none; parties go on seeing what they were asked."""
    why = paragraphs(given.why, "why", limit=2_000)
    points = _points(given.points)
    draft = draft_of(session, round_) or _begun(session, round_, now)
    draft.why, draft.points = why, [point.text for point in points]
    for document in given.documents:
        _document(session, draft, document, len(points))
    draft.editorial = {
        "documents": _editorial(draft, given.documents),
        "points": [number for number, point in enumerate(points, 1) if point.editorial],
    }
    session.add(draft)
    session.flush()
    _record(session, round_, draft, now, by)
    return draft


def discard_version(session: Session, round_: Round, now: datetime, by: str) -> None:
    draft = draft_of(session, round_)
    if draft is None:
        raise Refusal("Der er ikke en ny version under forberedelse.", why=Why.CONFLICT)
    for document in papers_of(session, draft.version_id):
        session.delete(document)
    version = session.get_one(AgreementVersion, draft.version_id)
    session.delete(draft)
    session.flush()
    session.delete(version)
    times = times_recorded(session, round_, "version.discarded")
    record(
        session,
        chain_of(round_),
        "version.discarded",
        f"version.discarded:{round_.id}:{times + 1}",
        now,
        {"number": draft.number, "by": by},
        round_=round_,
    )


def _points(given: Sequence[GivenPoint]) -> list[GivenPoint]:
    tidy = [GivenPoint(line(p.text, "points", limit=1_000), p.editorial) for p in given]
    kept = [point for point in tidy if point.text]
    if not kept:
        raise Refusal("Der skal være mindst ét indstillingspunkt.", field="points")
    if len(kept) > MOST_POINTS:
        raise Refusal(
            f"Der er {len(kept)} punkter; der er plads til {MOST_POINTS}.", field="points"
        )
    return kept


def _begun(session: Session, round_: Round, now: datetime) -> Revision:
    """A draft that is what is asked now."""
    if round_.state not in LIVE:
        raise Refusal(
            "Kun en runde, der er ude, får en ny version. I en kladde rettes dokumenterne direkte.",
            why=Why.CONFLICT,
        )
    of_agreement = AgreementVersion.agreement_id == round_.agreement_id
    last = session.exec(select(func.max(AgreementVersion.number)).where(of_agreement)).one()
    version = AgreementVersion(
        agreement_id=round_.agreement_id, number=(last or 0) + 1, created_at=now
    )
    session.add(version)
    session.flush()
    for document in papers_of(session, round_.version_id):
        copy = document.model_dump(exclude={"id", "version_id"})
        session.add(Document(**copy, version_id=version.id or 0))
    of_round = select(func.max(Revision.number)).where(Revision.round_id == round_.id)
    points = [point.text for point in points_of(session, round_)]
    draft = Revision(
        round_id=round_.id or 0,
        number=(session.exec(of_round).one() or 1) + 1,
        version_id=version.id or 0,
        former_version_id=round_.version_id,
        points=points,
        former_points=points,
        editorial={},
    )
    session.add(draft)
    session.flush()
    return draft


def _document(session: Session, draft: Revision, given: GivenDocument, points: int) -> None:
    """Fields are named as in a form: `documents.2.file`, `documents.new.file`."""
    place = f"documents.{given.position or 'new'}"
    papers = papers_of(session, draft.version_id)
    found = next((paper for paper in papers if paper.position == given.position), None)
    if found is None and given.position is not None:
        raise Refusal(f"Der er intet dokument {given.position}.", field=place)
    if found and given.removed:
        session.delete(found)
        return
    if found is None:
        if given.file is None:
            raise Refusal("Vælg den fil, der skal vedlægges.", field=f"{place}.file")
        if len(papers) >= MOST_DOCUMENTS:
            raise Refusal(f"Der er plads til {MOST_DOCUMENTS} dokumenter.", field=f"{place}.file")
        position = max((paper.position for paper in papers), default=0) + 1
        found = Document(
            version_id=draft.version_id, position=position, title="", filename="", file_sha256=""
        )
    if given.file:
        name = safe_filename(given.file[0], f"{place}.file")
        media = media_type(given.file[1], name, DOCUMENTS, f"{place}.file")
        found.filename, found.file_sha256 = name, store_file(session, given.file[1], media).sha256
    found.title = line(given.title, f"{place}.title", limit=200) or found.title or found.filename
    found.concerns = _concerns(given.concerns, points, f"{place}.concerns")
    session.add(found)
    session.flush()


def _concerns(given: frozenset[int] | None, points: int, field: str) -> list[int] | None:
    """All the points there are is the same as all, whatever comes."""
    every = frozenset(range(1, points + 1))
    if given is not None and given - every:
        raise Refusal(f"Der er intet indstillingspunkt {min(given - every)}.", field=field)
    return None if given is None or given == every else sorted(given)


def _editorial(draft: Revision, given: Sequence[GivenDocument]) -> list[int]:
    told = {one.position: one.editorial for one in given if one.position is not None}
    before = dict.fromkeys(draft.editorial.get("documents", []), True)
    return sorted(position for position, yes in {**before, **told}.items() if yes)


def _record(session: Session, round_: Round, draft: Revision, now: datetime, by: str) -> None:
    times = times_recorded(session, round_, "version.prepared")
    record(
        session,
        chain_of(round_),
        "version.prepared",
        f"version.prepared:{round_.id}:{times + 1}",
        now,
        {
            "number": draft.number,
            "documents": [p.file_sha256 for p in papers_of(session, draft.version_id)],
            "points": draft.points,
            "by": by,
        },
        round_=round_,
    )
