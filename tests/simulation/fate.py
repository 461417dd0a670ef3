"""What the secretariat does once in a round's life, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from models.vocabulary import RoundState
from rules.closing import LIVE
from rules.timeline import KKR_APPROVAL
from tests.simulation.acts import Act, at_the_desk, at_the_timeline
from tests.simulation.acts_on_rounds import announces, cancels, closes, starts
from tests.simulation.acts_on_the_plan import records_kkr
from tests.simulation.view import View


@dataclass(frozen=True, slots=True)
class Fate:
    """What the secretariat will do once, and tries again daily until it is done; null: never."""

    kkr: date | None
    announces: date | None
    starts: date | None
    closes: date | None
    cancels: date | None

    @classmethod
    def drawn(cls, chance: Random) -> "Fate":
        def some(first: date, days: int, odds: float) -> date | None:
            drawn = first + timedelta(days=chance.randrange(days))
            return drawn if chance.random() < odds else None

        late = chance.choice([0, 0, 0, 0, 1, 3, 10, 30])
        kkr = date(2020, 9, 7) + timedelta(days=late)
        return cls(
            kkr=kkr if chance.random() < 0.92 else None,
            announces=some(date(2020, 8, 25), 12, 0.5),
            starts=some(date(2020, 9, 16), 20, 0.9),
            closes=some(date(2021, 1, 10), 100, 0.8),
            cancels=some(date(2020, 6, 1), 300, 0.08),
        )

    def due(self, day: date, seen: View, round_id: int) -> Iterator[Act]:
        round_, held = seen.rounds[round_id], seen.steps[round_id, KKR_APPROVAL].held_on
        draft, live = round_.state == RoundState.DRAFT, round_.state in LIVE
        wanted = (
            (self.kkr, draft and not held, Act("records the KKR", 0, at_the_timeline(records_kkr))),
            (
                self.announces,
                draft and not round_.announced_at,
                Act("announces", 0, at_the_desk(announces)),
            ),
            (self.starts, draft, Act("starts", 0, at_the_desk(starts))),
            (self.closes, live, Act("closes", 0, at_the_desk(closes))),
            (self.cancels, draft or live, Act("cancels", 0, at_the_desk(cancels))),
        )
        yield from (act for when, state, act in wanted if state and when and when <= day)
