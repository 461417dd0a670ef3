"""From a token to the seat it is for; opening a link reads and changes nothing."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.load import clock_of
from models.keys import get_keys
from models.round import Round
from models.seat import Contact, Seat
from models.settings import get_settings
from models.vocabulary import ContactRole, Left, RoundState
from rules.ended import ended, must_be_readable
from rules.links import TOKEN_LENGTH, contact_id_of, verifies
from rules.links import token as derived
from rules.refusal import Refusal, Why

FOUND = (
    select(Round, Seat, Contact)
    .join(Seat, col(Seat.round_id) == Round.id)
    .join(Contact, col(Contact.seat_id) == Seat.id)
    .where(col(Contact.id) == bindparam("contact"))
)
LOCK = FOUND.with_only_columns(col(Round.id)).with_for_update(of=Round)
AFRESH = {"populate_existing": True}  # answers of others may have gone before in this transaction
UNKNOWN = "Linket virker ikke. Måske er det blevet klippet over i mailen: kopiér hele adressen."
SUPERSEDED = "Linket er afløst af et nyere. Brug det i den seneste mail."
REPLACED = "Linket er lukket, fordi en anden nu er kontakt for parten i sagen."
DECLINED = (
    "Det er registreret, at sagen ikke hører til hos modtageren af linket. Linket er lukket, og vi"
    " skriver ikke mere til modtageren. Sekretariatet finder den rette."
)
HANDED_OVER = "Sagen er givet videre til en kollega. Linket kan kun bruges til at læse."
EXPIRED = "Linket er lukket, fordi tiden som kontakt for parten er udløbet."
ENDED = {Left.EXPIRED: EXPIRED, Left.NOT_MINE: DECLINED, Left.REPLACED: REPLACED}
TRAILING = re.compile(r"[.,;:!?)>\]}»\"'”’…*]{1,3}")


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a valid link stands for."""

    round_: Round
    seat: Seat
    contact: Contact

    @property
    def speaks(self) -> bool:
        """Whether it may answer; else it only reads."""
        return self.contact.role is not ContactRole.FORMER


def open_link(
    session: Session,
    token: str,
    *,
    lock: bool = False,
    keys: list[bytes] | None = None,
    cancelled: bool = False,
) -> OpenedLink:
    """Raises Refusal: UNKNOWN for what never was a link, GONE for one that has ended.

    lock       take the round's row until commit, for whoever is about to act: a link whose owner
               has handed the matter over still reads, and no more
    keys       what the token is derived with; the installation's own unless given
    cancelled  open it although its round is cancelled
    """
    found, holds = _known(session, token, lock=lock, keys=keys)
    if not holds:
        left = found.contact.left
        message = ENDED.get(left, SUPERSEDED) if left else SUPERSEDED
        raise Refusal(message, why=Why.GONE, superseded=True, left=left)
    round_ = found.round_
    if round_.state is RoundState.CANCELLED and not cancelled:
        raise ended(round_)
    if lock and not found.speaks:
        raise Refusal(HANDED_OVER, why=Why.GONE, handed_over=True)
    return found


def open_to_read(session: Session, token: str, now: datetime) -> OpenedLink:
    """As `open_link`; Refusal (GONE) too when the time to read a closed round is over.

    now  real time; a sandbox is read by its own
    """
    found = open_link(session, token)
    must_be_readable(found.round_, clock_of(found.round_, now), get_settings().links_readable_days)
    return found


def ended_link(session: Session, token: str) -> OpenedLink:
    """What a link stood for that was ended by a newer one; its round is locked until commit.

    Refusal: UNKNOWN for what never was a link, CONFLICT for one that holds.
    """
    found, holds = _known(session, token, lock=True)
    if holds:
        raise Refusal("Linket gælder stadig. Åbn det for at se sagen.", why=Why.CONFLICT)
    return found


def link_of(session: Session, contact_id: int, generation: int) -> str:
    """The token that was given out to the contact; opening it says whether it still holds.

    Refusal (UNKNOWN) for nobody's.
    """
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise Refusal(UNKNOWN, why=Why.UNKNOWN)
    place = {"seat_id": contact.seat_id, "contact_id": contact_id, "generation": generation}
    return derived(get_keys()[0], **place)


def _known(
    session: Session, token: str, *, lock: bool, keys: list[bytes] | None = None
) -> tuple[OpenedLink, bool]:
    """What the link was given out for, and whether it still holds."""
    text = _without_punctuation(token)
    contact_id = contact_id_of(text)
    found = _found(session, contact_id, lock=lock) if contact_id is not None else None
    generations = range(found.contact.link_generation, 0, -1) if found else ()
    for generation in generations:
        if found and verifies(
            text,
            keys or get_keys(),
            seat_id=found.contact.seat_id,
            contact_id=found.contact.id or 0,
            generation=generation,
        ):
            newest = generation == found.contact.link_generation
            return found, newest and found.contact.left not in ENDED
    raise Refusal(UNKNOWN, why=Why.UNKNOWN)


def _found(session: Session, contact_id: int, *, lock: bool) -> OpenedLink | None:
    """What is read after the lock is as the one left it that held the lock before us."""
    if lock:
        session.connection().execute(LOCK, {"contact": contact_id})
    row = session.execute(FOUND, {"contact": contact_id}, execution_options=AFRESH).first()
    return OpenedLink(*row) if row else None


def _without_punctuation(token: str) -> str:
    """Mail programs take the full stop after a link along."""
    kept, rest = token[:TOKEN_LENGTH], token[TOKEN_LENGTH:]
    return kept if not rest or TRAILING.fullmatch(rest) else token
