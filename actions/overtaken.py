"""Why a page is out of date: somebody has answered since, or another version is asked about."""

from sqlmodel import Session

from actions.revisions import published_of
from models.round import Round
from models.seat import Answer, Seat
from notifications.version_words import change_words
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.versions import Change


def overtaken(
    session: Session, round_: Round, seat: Seat, standing: Answer | None, shown: int
) -> Refusal:
    """CONFLICT that says who answered and when, or what was changed.

    shown  the version of the page that was answered from
    """
    if standing is not None and (standing.seat_version >= shown or shown > seat.version):
        return Refusal(
            f"{standing.name} ({standing.title}) har svaret i mellemtiden. Svaret står herunder; er"
            " det forkert, kan det rettes med en begrundelse.",
            why=Why.CONFLICT,
            field="version",
            version=seat.version,
            answered_by=standing.name,
            answered_at=standing.submitted_at.isoformat(),
            outcome=standing.outcome,
        )
    newest = next(iter(published_of(session, round_)), None)
    if newest is None or newest.published_at is None or shown > seat.version:
        return Refusal(
            "Siden er forældet: der er kommet nyt, siden den blev vist. Hent den igen.",
            why=Why.CONFLICT,
            field="version",
            version=seat.version,
        )
    words = [change_words(Change.of(change)) for change in newest.changes]
    return Refusal(
        f"Aftalen kom {danish_date(newest.published_at):%d.%m.%Y} i en ny version, efter at siden"
        f" blev vist: {'; '.join(words)}. Svaret er ikke registreret. Læs det nye, og svar igen.",
        why=Why.CONFLICT,
        field="version",
        version=seat.version,
        published_at=newest.published_at.isoformat(),
        reason=newest.why,
        changes=newest.changes,
    )
