"""Every fact the product records: its kind, what it means, and what its payload holds.

`docs/events.md` is generated from this list; `record` refuses a kind that is not in it.
"""

from models.answer_events import ANSWER_EVENTS
from models.contact_events import CONTACT_EVENTS
from models.event_kind import EventKind
from models.funding_events import FUNDING_EVENTS
from models.tariff_events import TARIFF_EVENTS

KINDS = {
    kind.name: kind
    for kind in (
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
        *ANSWER_EVENTS,
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
        EventKind(
            "calendar.recorded",
            "Meetings of a party's council or committees were told, or taken back.",
            "calendar.recorded:<round>:<number>",
            ("added", "removed", "source", "by"),
        ),
        EventKind(
            "call.noted",
            "The secretariat spoke with a party; with a date, nothing is sent unasked until then.",
            "call.noted:<seat>:<number>",
            ("on", "paused_until", "by"),
            ("person", "agreed"),
        ),
        EventKind(
            "lead_times.changed",
            "What a round assumes of how long a case takes was changed.",
            "lead_times.changed:<round>:<number>",
            ("lead_times", "by"),
        ),
        EventKind(
            "reminder_policy.changed",
            "When and how often a round writes to its parties unasked was changed.",
            "reminder_policy.changed:<round>:<number>",
            ("policy", "by"),
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
        *TARIFF_EVENTS,
        *FUNDING_EVENTS,
        *CONTACT_EVENTS,
    )
}
