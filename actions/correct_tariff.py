"""A corrected figure is taken in as a file of one row: it supersedes the old with history."""

from csv import writer
from datetime import datetime
from io import StringIO

from sqlmodel import Session, col, select

from actions.attach_document import store_file
from actions.import_tariffs import AMOUNTS, import_tariffs
from models.round import Round
from models.seat import Seat
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from notifications.danish import kroner
from reports.tariff_preview import preview
from rules.questions.items import Item
from rules.questions.tariff_explanation import Act
from rules.refusal import Refusal, Why
from rules.tariff_lines import Amounts, Found, Operator, Service

HEADER = ("Driftsherre", "Tilbud", "Paragraf", "Ydelse", "År", "Takst", "Forklaring", "Rettelse")


def correct_tariff(
    session: Session, round_: Round, seat: Seat, item: Item, now: datetime, by: str
) -> None:
    """An exercise changes no tariff. Refusal when the figure is no longer the one asked about."""
    if item.told["act"] != Act.CORRECT or round_.sandbox:
        return
    year, ore = item.facts["year"], item.told["tariff_ore"]
    service = session.get_one(TariffService, item.facts["service"])
    operator = session.get_one(TariffOperator, service.operator_id)
    holds = session.execute(
        select(*AMOUNTS).where(
            TariffLine.service_id == service.id,
            TariffLine.year == year,
            col(TariffLine.superseded_by).is_(None),
        )
    ).first()
    was = Amounts(*holds) if holds else None
    if was is None or was.tariff_ore != item.facts["actual_ore"]:
        raise Refusal(
            f"»{item.title}« har fået en anden takst, siden parten blev spurgt. Spørg parten igen.",
            why=Why.CONFLICT,
            field=f"{item.number}.verdict",
        )
    # what the tariff is made of is not known of the new one
    right = was._replace(tariff_ore=ore, basis_ore=None, service_ore=None)
    found = Found(rows=1)
    of = found.number(
        Service(
            Operator(operator.name, operator.kind, operator.code, operator.key),
            service.provision,
            service.paragraph,
            service.service,
            service.key,
        )
    )
    found.lines[of, year] = right
    receipt = f"{round_.id}-{seat.code}-{item.number}"
    file = _file(session, found, item.told["text"], receipt, now, by)
    import_tariffs(session, file, found, now, by)


def _file(
    session: Session, found: Found, reason: str, receipt: str, now: datetime, by: str
) -> TariffFile:
    """As the operator would have sent it; the number of the correction sets it apart."""
    [service], [((_, year), amounts)] = found.services, found.lines.items()
    out = StringIO()
    table = writer(out, delimiter=";", lineterminator="\r\n")
    names = (service.operator.name, service.provision, service.paragraph, service.service)
    table.writerows([HEADER, (*names, year, kroner(amounts.tariff_ore), reason, receipt)])
    stored = store_file(session, out.getvalue().encode("utf-8-sig"), "text/csv")
    file = TariffFile(
        sha256=stored.sha256,
        filename=f"rettelse-{receipt}.csv",
        mapping={},
        preview=preview(found),
        uploaded_at=now,
        uploaded_by=by,
    )
    session.add(file)
    session.flush()
    return file
