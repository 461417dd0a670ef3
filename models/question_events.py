"""Facts about what is asked: documents, points, remarks and the versions they come in."""

from models.event_kind import EventKind

QUESTION_EVENTS = (
    EventKind(
        "document.attached",
        "A document was attached to the version the round asks about.",
        "document.attached:<version>:<position>",
        ("version", "position", "title", "sha256", "by"),
    ),
    EventKind(
        "points.recorded",
        "The recommendation points were written.",
        "points.recorded:<round>:<number>",
        ("points", "by"),
    ),
    EventKind(
        "presentation.recorded",
        "What the proposed case presentation says of the agreement was written.",
        "presentation.recorded:<round>:<number>",
        ("text", "by"),
    ),
    EventKind(
        "remarks.replied",
        "What parties remarked was answered, to all of them; `answers` are numbers by party.",
        "remarks.replied:<number>",
        ("number", "answers", "letters", "by"),
        ("replies",),
    ),
    EventKind(
        "version.prepared",
        "A new version of what the round asks about was drafted or redrafted; nobody was told.",
        "version.prepared:<round>:<number>",
        ("number", "documents", "points", "by"),
    ),
    EventKind(
        "version.discarded",
        "The draft of a new version was thrown away.",
        "version.discarded:<round>:<number>",
        ("number", "by"),
    ),
    EventKind(
        "version.published",
        "The round asks about a new version; `again` are those whose answer it touches.",
        "version.published:<revision>",
        (
            "number",
            "version",
            "why",
            "changes",
            "documents",
            "points",
            "again",
            "stands",
            "by",
        ),
    ),
    EventKind(
        "seat.asked_again",
        "Another thing is asked of a party; `superseded` is its answer that fell, if any.",
        "seat.asked_again:<seat>:<number>",
        ("number", "superseded", "version", "changes", "by"),
    ),
)
