"""A round is made from a template: agreement, timeline, deadlines, points, documents and seats."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, func, insert, select

from actions.attach_document import attach_document
from actions.contacts import example_contacts, record_contacts
from actions.example_meetings import example_meetings
from actions.items_asked import asked, chosen
from actions.record import chain_of, record
from actions.seat_rows import seat_rows
from models.agreement import Agreement, AgreementVersion
from models.reference.catalogue import default_policy, example_document
from models.round import DeadlineFact, RecommendationPoint, Round, Step
from models.seat import Seat
from models.settings import get_settings
from rules.contacts import GivenContact
from rules.planning import Frame, Plan, Wanted, plan
from rules.refusal import Refusal
from rules.verify import SANDBOX, SYSTEM


def create_round(
    session: Session,
    wanted: Wanted,
    now: datetime,
    by: str,
    contacts: Sequence[GivenContact] = (),
) -> Round:
    """A draft with a seat per party; nobody is told yet. Raises Refusal with nothing written.

    A sandbox gets the template's documents, and example addresses where none are given.
    """
    agreement = _agreement(session, wanted)
    wanted = chosen(session, wanted)
    planned = plan(wanted, now, _frame(agreement) if agreement else None)
    asking = asked(session, planned.question, planned, wanted)
    planned = replace(planned, parties=tuple(party for party, _ in asking))
    lived = planned.clock or now
    round_ = _round(session, planned, wanted, lived, agreement)
    session.add_all(_timeline(planned, round_.id or 0, lived))
    session.flush()
    session.execute(insert(Seat), seat_rows(planned, asking, round_.id or 0))
    round_.parties = round_.without_contact = len(planned.parties)
    _record(session, round_, planned, lived, by)
    if wanted.sandbox:
        for document in planned.template.documents:
            name = document.file.rpartition("/")[2]
            content = example_document(document.file)
            attach_document(session, round_, document.title, name, content, lived, by)
    record_contacts(session, round_, contacts, lived, by)
    if wanted.sandbox:
        record_contacts(session, round_, example_contacts(session, round_), lived, by)
        if planned.question.about is None:
            example_meetings(session, round_, list(planned.parties))
    session.flush()
    return round_


def _agreement(session: Session, wanted: Wanted) -> Agreement | None:
    """The one the round is about; an exercise keeps to agreements of exercises."""
    if wanted.agreement is None:
        return None
    rounds = session.exec(select(Round).where(Round.agreement_id == wanted.agreement)).all()
    found = session.get(Agreement, wanted.agreement)
    if found is None or not rounds:
        raise Refusal(f"Der er ingen aftale {wanted.agreement}.", field="agreement")
    if any(round_.sandbox != wanted.sandbox for round_ in rounds):
        whose = "en virkelig runde" if wanted.sandbox else "en øvelse"
        raise Refusal(f"Aftalen hører til {whose}.", field="agreement")
    return found


def _frame(agreement: Agreement) -> Frame:
    return Frame(agreement.title, agreement.kkr, agreement.period_from, agreement.period_to)


def _round(
    session: Session, planned: Plan, wanted: Wanted, lived: datetime, agreement: Agreement | None
) -> Round:
    if agreement is None:
        agreement = Agreement(
            title=planned.agreement,
            kkr=planned.kkr,
            period_from=planned.period_from,
            period_to=planned.period_to,
        )
        session.add(agreement)
        session.flush()
    number = select(func.max(AgreementVersion.number)).where(
        AgreementVersion.agreement_id == agreement.id
    )
    version = AgreementVersion(
        agreement_id=agreement.id or 0,
        number=(session.exec(number).one() or 0) + 1,
        created_at=lived,
    )
    session.add(version)
    session.flush()
    secretariat = planned.template.secretariat
    round_ = Round(
        agreement_id=agreement.id or 0,
        version_id=version.id or 0,
        template=planned.template_name,
        kind=planned.question.name,
        title=planned.title,
        sandbox=wanted.sandbox,
        clock=planned.clock,
        deadline=planned.deadline,
        extends_to=planned.extends_to,
        silence=wanted.silence,
        policy=default_policy() | ({"spread_minutes": 0} if wanted.sandbox else {}),
        created_at=lived,
        advanced_to=lived,
        monitor_code=secrets.token_urlsafe(9),
        secretariat_name=secretariat.name,
        secretariat_email=secretariat.email if wanted.sandbox else get_settings().mail_from,
        secretariat_phone=secretariat.phone,
    )
    session.add(round_)
    session.flush()
    return round_


def _timeline(
    planned: Plan, round_id: int, lived: datetime
) -> list[Step | DeadlineFact | RecommendationPoint]:
    steps: list[Step | DeadlineFact | RecommendationPoint] = [
        Step(
            round_id=round_id,
            position=position,
            key=step.key,
            title=step.title,
            planned_on=step.planned_on,
            set_on=step.planned_on,
            after=step.after,
            lag_working_days=step.lag_working_days,
            bound_to=step.bound_to,
            source=step.source,
        )
        for position, step in enumerate(planned.steps, 1)
    ]
    steps += [
        DeadlineFact(
            round_id=round_id,
            kind=fact.kind,
            falls_on=fact.falls_on,
            source=fact.source,
            reason=fact.reason,
            recorded_at=lived,
            in_force_at=lived if fact.in_force else None,
        )
        for fact in planned.deadlines
    ]
    steps += [
        RecommendationPoint(round_id=round_id, number=number, text=text)
        for number, text in enumerate(planned.points, 1)
    ]
    return steps


def _record(session: Session, round_: Round, planned: Plan, lived: datetime, by: str) -> None:
    payload = {
        "template": round_.template,
        "kind": round_.kind,
        "agreement": round_.agreement_id,
        "extends_to": round_.extends_to.isoformat() if round_.extends_to else None,
        "title": round_.title,
        "kkr": planned.kkr,
        "period_from": planned.period_from.isoformat(),
        "period_to": planned.period_to.isoformat(),
        "deadline": round_.deadline.isoformat(),
        "parties": [party.code for party in planned.parties],
        "by": by,
    }
    key = f"round.created:{round_.id}"
    for chain in (SANDBOX if round_.sandbox else SYSTEM, chain_of(round_)):
        record(session, chain, "round.created", key, lived, payload, round_=round_)
