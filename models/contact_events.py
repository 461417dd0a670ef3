"""Facts about who speaks for a party, and by which links."""

from models.event_kind import EventKind

CONTACT_EVENTS = (
    EventKind(
        "contacts.recorded",
        "Contacts were given for parties.",
        "contacts.recorded:<round>:<number>",
        ("parties", "by"),
        ("contacts",),
    ),
    EventKind(
        "party.invited",
        "A party whose contact was given late, or replaced, was asked.",
        "party.invited:<contact>:<generation>",
        ("by",),
    ),
    EventKind(
        "party.announced",
        "A party whose contact was given after the announcement, or replaced, was told of it.",
        "party.announced:<contact>:<generation>",
        ("by",),
    ),
    EventKind(
        "links.ended",
        "The links given to a contact were ended; the next letter carries a new one.",
        "links.ended:<contact>:<generation>",
        ("contact", "generation", "by"),
    ),
    EventKind(
        "link.requested",
        "Somebody opened a link that had ended and had the one that holds sent.",
        "link.requested:<contact>:<date>",
        ("contact", "letters"),
    ),
    EventKind(
        "delegation.requested",
        "A contact wants to hand the matter to an address outside the party's own mail domains.",
        "delegation.requested:<delegation>",
        ("delegation", "withdraws", "by"),
        ("name", "email", "message", "said_by"),
    ),
    EventKind(
        "delegation.refused",
        "The secretariat refused it; whoever asked still speaks for the party.",
        "delegation.refused:<delegation>",
        ("delegation", "asked_by", "by"),
        ("reason",),
    ),
    EventKind(
        "seat.delegated",
        "A contact handed the matter to a colleague; `approved_by` is empty within its domains.",
        "seat.delegated:<delegation>",
        ("delegation", "to", "approved_by", "by"),
        ("name", "email", "message", "said_by"),
    ),
    EventKind(
        "contact.began",
        "A contact's first day has come: it is asked, in the place of the one before it.",
        "contact.began:<contact>:<generation>",
        ("contact", "by"),
    ),
    EventKind(
        "contact.expired",
        "A contact's last day has gone by: its links end, and it is not written to.",
        "contact.expired:<contact>:<generation>",
        ("contact", "by"),
    ),
    EventKind(
        "contact.limited",
        "The secretariat said which day is a contact's last, or that it has none.",
        "contact.limited:<seat>:<number>",
        ("contact", "valid_to", "by"),
    ),
    EventKind(
        "contact.declined",
        "A contact said that the matter is not its own: its links end, and it is not written to.",
        "contact.declined:<contact>:<generation>",
        ("contact", "by"),
        ("words",),
    ),
)
