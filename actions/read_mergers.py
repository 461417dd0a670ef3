"""Which services are known to have been merged: the events of the system chain are the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.set_cap_rule import cap_in_force
from models.event import Event
from models.tariff import TariffLine, TariffOperator, TariffService
from rules.tariff_cap import round_half_up
from rules.tariff_mergers import Figure, Merger, together
from rules.verify import SYSTEM

MERGED, WITHDRAWN = "services.merged", "services.merger_withdrawn"


@dataclass(frozen=True, slots=True)
class ReadMerger:
    """`figures` are the base year's, of what the successor itself and the predecessors had;
    `base_year` null: no cap was set yet."""

    merger: Merger
    predecessors: list[str]
    successor: str
    base_year: int | None
    figures: list[Figure]

    @property
    def base_ore(self) -> int | None:
        """Rounded; the cap is reckoned from the exact average."""
        exact = together(self.figures)
        return None if exact is None else round_half_up(exact)


def read_mergers(session: Session) -> list[Merger]:
    """Those that stand, as they were recorded."""
    events = session.exec(
        select(Event)
        .where(Event.chain == SYSTEM, col(Event.kind).in_([MERGED, WITHDRAWN]))
        .order_by(col(Event.seq))
    )
    found: dict[int, Merger] = {}
    for event in events:
        told = event.payload
        if event.kind == WITHDRAWN:
            del found[told["merger"]]
        else:
            found[told["merger"]] = Merger(
                told["merger"],
                told["year"],
                tuple(told["predecessors"]),
                told["successor"],
                told["source"],
            )
    return list(found.values())


def mergers_changed(session: Session) -> datetime | None:
    """When one was last recorded or withdrawn; null: none ever was."""
    return session.exec(
        select(func.max(Event.at)).where(
            Event.chain == SYSTEM, col(Event.kind).in_([MERGED, WITHDRAWN])
        )
    ).one()


def show_mergers(session: Session) -> list[ReadMerger]:
    """Those that stand, with names and with what the base tariff is made of, the newest first."""
    mergers, cap = read_mergers(session), cap_in_force(session)
    names = service_names(session, mergers)
    figures = _figures(session, cap.base_year if cap else 0, names)
    behind = {one.successor: one.predecessors for one in mergers}

    def of(service: int) -> list[Figure]:
        before = [figure for one in behind.get(service, ()) for figure in of(one)]
        return [*([figures[service]] if service in figures else []), *before]

    return [
        ReadMerger(
            one,
            [names[service] for service in one.predecessors],
            names[one.successor],
            cap.base_year if cap else None,
            of(one.successor),
        )
        for one in reversed(mergers)
    ]


def service_names(session: Session, mergers: Iterable[Merger]) -> dict[int, str]:
    """`Faxe, Huset, Døgn, § 107` of every service in them."""
    ids = {service for one in mergers for service in (*one.predecessors, one.successor)}
    rows = session.exec(
        select(TariffService, TariffOperator.name)
        .join(TariffOperator, col(TariffOperator.id) == TariffService.operator_id)
        .where(col(TariffService.id).in_(ids))
    )
    return {
        row.id or 0: ", ".join(filter(None, (name, row.provision, row.service, row.paragraph)))
        for row, name in rows
    }


def _figures(session: Session, year: int, services: Iterable[int]) -> dict[int, Figure]:
    rows = session.exec(
        select(TariffLine.service_id, TariffLine.tariff_ore, TariffLine.places_hundredths).where(
            col(TariffLine.superseded_by).is_(None),
            TariffLine.year == year,
            col(TariffLine.service_id).in_(list(services)),
        )
    )
    return {service: (ore, places) for service, ore, places in rows}
