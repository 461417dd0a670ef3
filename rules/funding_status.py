"""What can become of a proposal of new places with joint financing."""

from models.vocabulary import FundingStatus as Status
from rules.refusal import Refusal, Why

NEXT = {
    Status.PROPOSED: {Status.ADOPTED, Status.DECLINED, Status.WITHDRAWN},
    Status.ADOPTED: {Status.PROPOSED, Status.WITHDRAWN},  # back, where it was told by mistake
    Status.DECLINED: {Status.PROPOSED},
    Status.WITHDRAWN: {Status.PROPOSED},
}


def decided(now: Status, then: Status) -> bool:
    """Whether it changes anything; Refusal for what cannot follow."""
    if now is then:
        return False
    if then not in NEXT[now]:
        raise Refusal(
            "Sæt forslaget tilbage til foreslået først.", why=Why.CONFLICT, field="status"
        )
    return True
