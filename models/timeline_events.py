"""Facts about the plan: steps, meetings, deadlines and the round's clock."""

from models.event_kind import EventKind

TIMELINE_EVENTS = (
    EventKind(
        "step.held",
        "A step of the timeline took place.",
        "step.held:<key>, and :<number> when it was planned anew",
        ("step", "held_on", "outcome", "halted", "minutes_reference", "by"),
    ),
    EventKind(
        "step.corrected",
        "What was recorded of a step was wrong; `former` is what stood there.",
        "step.corrected:<step>:<number>",
        (
            "step",
            "held_on",
            "outcome",
            "halted",
            "minutes_reference",
            "former",
            "reason",
            "by",
        ),
    ),
    EventKind(
        "step.moved",
        "A step was postponed or planned anew; `moved` are the days before and after, by step.",
        "step.moved:<step>:<number>",
        ("step", "moved", "reason", "letters", "by"),
    ),
    EventKind(
        "timeline.resumed",
        "A draft's timeline went unwatched for more than a week; what fell due since waits.",
        "timeline.resumed:<from>",
        ("from",),
    ),
    EventKind(
        "calendar.recorded",
        "Meetings of a party's council or committees were told, or taken back.",
        "calendar.recorded:<round>:<number>",
        ("added", "removed", "source", "by"),
    ),
    EventKind(
        "lead_times.changed",
        "What a round assumes of how long a case takes was changed.",
        "lead_times.changed:<round>:<number>",
        ("lead_times", "by"),
    ),
    EventKind(
        "deadline.set",
        "A deadline was set, applied for, granted or extended.",
        "deadline.set:<fact>",
        ("kind", "falls_on", "source", "reason", "in_force", "by"),
    ),
    EventKind(
        "deadline.passed",
        "The deadline's last Danish minute went by with parties missing.",
        "deadline.passed:<date>",
        ("deadline", "missing"),
    ),
    EventKind(
        "clock.moved",
        "A sandbox's clock was moved forward.",
        "clock.moved:<instant>",
        ("from", "to", "by"),
    ),
)
