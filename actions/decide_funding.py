"""It is recorded what became of a proposal of new places with joint financing."""

from datetime import datetime

from sqlmodel import Session, select

from actions.record import record
from models.funding import FundingProject
from models.vocabulary import FundingStatus
from rules.funding_status import decided
from rules.refusal import Refusal, Why
from rules.text import line
from rules.verify import SYSTEM


def decide_funding(
    session: Session, project_id: int, status: FundingStatus, reason: str, now: datetime, by: str
) -> bool:
    """False, and nothing is changed, when it stands so already."""
    query = select(FundingProject).where(FundingProject.id == project_id).with_for_update()
    project = session.exec(query).first()
    if project is None:
        raise Refusal(f"Der er intet forslag {project_id}.", why=Why.UNKNOWN)
    if not decided(project.status, status):
        return False
    reason = line(reason, "reason")
    project.status, project.reason = status, reason
    project.decisions += 1
    session.add(project)
    facts = {"project": project.id, "status": status, "reason": reason, "by": by}
    key = f"funding.decided:{project.id}:{project.decisions}"
    record(session, SYSTEM, "funding.decided", key, now, facts)
    return True
