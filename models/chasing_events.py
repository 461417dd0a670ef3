"""Facts about how a party that is silent is asked again, and about letters a person sent."""

from models.event_kind import EventKind

CHASING_EVENTS = (
    EventKind(
        "reminder.fell_due",
        "A party that has not answered was reminded.",
        "reminder.fell_due:<seat>:<date>",
        ("due_at", "letters", "by"),
    ),
    EventKind(
        "escalation.drafted",
        "A letter to a party's management was drafted (or queued, where the policy says so).",
        "escalation.drafted:<seat>:<rung>:<deadline>",
        ("to", "letters"),
    ),
    EventKind(
        "letter.released",
        "The secretariat released a drafted letter.",
        "letter.released:<letter>",
        ("letter", "by"),
    ),
    EventKind(
        "letter.sent_again",
        "The secretariat had a letter sent once more that had failed or was in doubt.",
        "letter.sent_again:<letter>:<number>",
        ("letter", "by"),
    ),
    EventKind(
        "call.noted",
        "The secretariat spoke with a party; with a date, nothing is sent unasked until then.",
        "call.noted:<seat>:<number>",
        ("on", "paused_until", "by"),
        ("person", "agreed"),
    ),
    EventKind(
        "reminder_policy.changed",
        "When and how often a round writes to its parties unasked was changed.",
        "reminder_policy.changed:<round>:<number>",
        ("policy", "by"),
    ),
)
