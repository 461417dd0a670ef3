"""The words of the field as closed lists; the values are those of the public contract."""

from enum import StrEnum


class PartyKind(StrEnum):
    MUNICIPALITY = "municipality"
    REGION = "region"
    PRIVATE = "private"  # runs provisions, and is no party of the agreement


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    COMPLETE = "complete"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class RoundResult(StrEnum):
    """The first two of an approval; the others of a round that only wants everyone's answer."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"


class Silence(StrEnum):
    """What a party's silence after the deadline means."""

    NOTHING = "nothing"
    TASK = "task"  # the secretariat must decide what to do
    CONSENT = "consent"  # only where the kind of question allows it


class SeatState(StrEnum):
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    ANSWERED = "answered"
    CHECKED = "checked"


class Outcome(StrEnum):
    """What a council decided; `not_yet` is progress, not an outcome in the count.

    `answered` is of a question that no council decides: the party has answered.
    """

    APPROVED = "approved"
    APPROVED_WITH_REMARKS = "approved_with_remarks"
    APPROVED_WITH_RESERVATION = "approved_with_reservation"
    REJECTED = "rejected"
    NOT_YET = "not_yet"
    ANSWERED = "answered"


class Body(StrEnum):
    """Who decided, or who dealt with the case last."""

    COUNCIL = "council"
    REGIONAL_COUNCIL = "regional_council"
    MAYOR = "mayor"
    FINANCE_COMMITTEE = "finance_committee"
    COMMITTEE = "committee"
    ADMINISTRATION = "administration"


class Assurance(StrEnum):
    """Through which door an answer came, which is how far it can be trusted."""

    LINK = "link"  # whoever holds the party's link, under the name that was typed
    OIDC = "oidc"  # by the link, after sign-in as somebody of the party's organisation
    ON_BEHALF = "on_behalf"  # the secretariat registered it


class Stage(StrEnum):
    """Who meets: the last committee, the finance committee, and the council that decides."""

    COUNCIL = "council"
    FINANCE_COMMITTEE = "finance_committee"
    COMMITTEE = "committee"


class ContactRole(StrEnum):
    """Only `primary` is invited; the others are the ladder that escalation climbs.

    `coming` does not speak for the party yet, `former` no longer does (`Left` says why); neither is
    written to.
    """

    PRIMARY = "primary"
    AGENDA_SECRETARIAT = "agenda_secretariat"
    DIRECTOR = "director"
    MAILBOX = "mailbox"
    COMING = "coming"
    FORMER = "former"


class Left(StrEnum):
    """Why a contact no longer speaks for its party."""

    REPLACED = "replaced"  # the secretariat was given another
    DELEGATED = "delegated"  # it handed the matter to a colleague, and may still read
    EXPIRED = "expired"  # its last day went by
    NOT_MINE = "not_mine"  # it said that the matter is not its own


class DelegationState(StrEnum):
    WAITING = "waiting"  # for the secretariat
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # another was asked for, or nothing was left to hand over


class DeadlineKind(StrEnum):
    STATUTORY = "statutory"
    APPLIED_FOR = "applied_for"
    GRANTED = "granted"
    INTERNAL = "internal"
    EXTENDED = "extended"


class LetterKind(StrEnum):
    ANNOUNCEMENT = "announcement"
    INVITATION = "invitation"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RECEIPT = "receipt"
    EXTENSION = "extension"
    POSTPONEMENT = "postponement"  # a day the parties were told of has moved
    ASKED_AGAIN = "asked_again"  # about a new version, whoever has to answer it
    NEW_VERSION = "new_version"  # to those whose answer it does not touch
    REMARKS_ANSWERED = "remarks_answered"
    RESERVATION_MET = "reservation_met"  # to the party that has it, to be confirmed
    ASKED_BACK = "asked_back"  # about some of what the party told
    OBJECTION_SETTLED = "objection_settled"  # to the party that objected to an answer of ours
    CANCELLATION = "cancellation"
    ROUND_CLOSED = "round_closed"
    ROUND_REOPENED = "round_reopened"
    NEW_LINK = "new_link"
    DELEGATION = "delegation"  # to the colleague whom a contact has handed the matter to
    DELEGATION_DECIDED = "delegation_decided"  # to the contact that had to wait for it
    SIGNIN_LINK = "signin_link"  # to one of us, of no round
    CHAIN_HEADS = "chain_heads"  # to whoever keeps them, of no round
    TARIFF_REPORT = "tariff_report"  # to secretariat and leaders, of no round


class LetterState(StrEnum):
    """`draft` waits for the secretariat; `sending` is in the one window where a crash leaves doubt;
    `unknown` was in doubt twice and is not sent again unasked."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Role(StrEnum):
    SECRETARIAT = "secretariat"
    READER = "reader"


class OperatorKind(StrEnum):
    """Who runs a provision."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    PRIVATE = "private"


class FundingKey(StrEnum):
    """How joint financing is shared between the municipalities of a KKR."""

    EQUAL = "equal"
    USE = "use"
    POPULATION = "population"


class FundingStatus(StrEnum):
    """What became of a proposal to finance new places jointly."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CapLevel(StrEnum):
    """What is held against the cap: each provision's tariff, or an average of many."""

    PROVISION = "provision"
    OPERATOR = "operator"
    ALL = "all"
