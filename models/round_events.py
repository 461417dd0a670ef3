"""Facts about a round as a whole, from its making to its end."""

from models.event_kind import EventKind

ROUND_EVENTS = (
    EventKind(
        "round.created",
        "A round was made from a template; also recorded in the system chain.",
        "round.created:<round>",
        (
            "template",
            "kind",
            "title",
            "agreement",
            "kkr",
            "period_from",
            "period_to",
            "extends_to",
            "deadline",
            "parties",
            "by",
        ),
    ),
    EventKind(
        "round.announced",
        "The announcement was queued to the parties.",
        "round.announced:<round>",
        ("letters", "by"),
    ),
    EventKind(
        "round.opened",
        "Sign-off opened and the parties were asked.",
        "round.opened:<round>",
        ("parties", "without_contact", "letters", "version", "documents", "by"),
    ),
    EventKind(
        "cvr.recorded",
        "The CVR number of the organisation that a party signs in for was written.",
        "cvr.recorded:<seat>:<number>",
        ("cvr", "by"),
    ),
    EventKind(
        "assurance.decided",
        "What it takes to answer was decided: `link`, or `oidc` to sign in too.",
        "assurance.decided:<round>:<number>",
        ("assurance", "by"),
    ),
    EventKind(
        "case_number.recorded",
        "A party's own case number was recorded.",
        "case_number.recorded:<seat>:<number>",
        ("number", "by"),
    ),
    EventKind(
        "calendar_address.ended",
        "The address of the secretariat's calendar of the round was ended; it has a new one.",
        "calendar_address.ended:<generation>",
        ("generation", "by"),
    ),
    EventKind(
        "secretariat.recorded",
        "Who signs the letters and answers questions was written, with the case number.",
        "secretariat.recorded:<round>:<number>",
        ("name", "email", "phone", "case_number", "by"),
    ),
    EventKind(
        "monitor.changed",
        "Whether the monitor names parties was decided.",
        "monitor.changed:<round>:<number>",
        ("names_parties", "by"),
    ),
    EventKind(
        "silence.decided",
        "What a party's silence after the deadline means was decided.",
        "silence.decided:<round>:<number>",
        ("silence", "by"),
    ),
    EventKind(
        "round.completed",
        "No party is missing any more.",
        "round.completed:<round>:<seq>",
        ("answered", "approved"),
    ),
    EventKind(
        "round.closed",
        "The round was closed with its result and every entitled party's answer.",
        "round.closed:<round>:<number>",
        (
            "result",
            "answered",
            "approved",
            "parties",
            "basis",
            "silence",
            "entitled",
            "unchecked",
            "reason",
            "by",
        ),
    ),
    EventKind(
        "agreement.period_changed",
        "An extension was adopted, or taken back: the agreement has another last day.",
        "agreement.period_changed:<round>:<number>",
        ("agreement", "from", "to", "by"),
    ),
    EventKind(
        "round.reopened",
        "A closed round was opened again; the result it was closed with stands in the chain.",
        "round.reopened:<round>:<number>",
        ("reason", "former_result", "closed_at", "letters", "by"),
    ),
    EventKind(
        "round.cancelled",
        "The round was cancelled; its links say so.",
        "round.cancelled:<round>",
        ("reason", "by"),
    ),
)
