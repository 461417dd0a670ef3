"""Every fact the product records: its kind, what it means, and what its payload holds.

`docs/events.md` is generated from this list; `record` refuses a kind that is not in it.
"""

from models.answer_events import ANSWER_EVENTS
from models.chasing_events import CHASING_EVENTS
from models.contact_events import CONTACT_EVENTS
from models.funding_events import FUNDING_EVENTS
from models.question_events import QUESTION_EVENTS
from models.round_events import ROUND_EVENTS
from models.tariff_events import TARIFF_EVENTS
from models.timeline_events import TIMELINE_EVENTS

KINDS = {
    kind.name: kind
    for kind in (
        *ROUND_EVENTS,
        *TIMELINE_EVENTS,
        *QUESTION_EVENTS,
        *CHASING_EVENTS,
        *ANSWER_EVENTS,
        *CONTACT_EVENTS,
        *TARIFF_EVENTS,
        *FUNDING_EVENTS,
    )
}
