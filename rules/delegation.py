"""Whether a contact may hand the matter to a colleague, and whether we must look at it first.

The colleague must be of the same party: the address has to lie in a domain that the secretariat
itself has registered a contact of the party with. Public mail providers are nobody's own, and a
domain that another party of the round has too proves nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from models.reference import public_mail
from models.round import Round
from models.seat import Contact
from models.vocabulary import ContactRole, Left
from rules.ended import must_be_live
from rules.refusal import Refusal, Why
from rules.text import address, line, paragraphs

EXAMPLE = "example.org"  # reserved (RFC 2606): every party of an exercise has it
TAKEN_OUT = {Left.REPLACED, Left.EXPIRED}  # by the secretariat: they do not return unseen
NAME_LIMIT = 200
MESSAGE_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class HandOver:
    """To whom, and by whom: `said_by` is the name that was typed with it."""

    name: str
    email: str
    message: str
    said_by: str


def hand_over(name: str, email: str, message: str, said_by: str) -> HandOver:
    """As it was typed, tidied; Refusal names the field that is wrong."""
    given = HandOver(
        name=line(name, "name", limit=NAME_LIMIT),
        email=address(email) if email.strip() else "",
        message=paragraphs(message, "message", limit=MESSAGE_LIMIT),
        said_by=line(said_by, "said_by", limit=NAME_LIMIT),
    )
    for field, missing in (
        ("name", "Skriv din kollegas navn."),
        ("email", "Skriv din kollegas mailadresse."),
        ("said_by", "Skriv dit eget navn, så din kollega kan se, hvem der giver sagen videre."),
    ):
        if not getattr(given, field):
            raise Refusal(missing, field=field)
    return given


def may_hand_over(
    round_: Round, giver: Contact, given: HandOver, contacts: Iterable[Contact]
) -> Contact | None:
    """The party's contact that the address belongs to already; null: it is a new one.

    Raises Refusal when the round does not go on, else naming `email`.
    """
    must_be_live(round_)
    known = next((c for c in contacts if c.email.lower() == given.email.lower()), None)
    if known is None:
        return None
    if known.id == giver.id:
        raise Refusal("Det er din egen adresse. Skriv din kollegas.", field="email")
    if known.role is ContactRole.PRIMARY:
        raise Refusal(
            f"{known.name} har allerede et link til sagen og kan svare. Der er ikke noget at give"
            " videre.",
            why=Why.CONFLICT,
            field="email",
        )
    if known.left is Left.NOT_MINE:
        raise Refusal(
            f"{known.name} har meddelt, at det ikke er den pågældendes sag. Vælg en anden kollega.",
            why=Why.CONFLICT,
            field="email",
        )
    return known


@dataclass(frozen=True, slots=True)
class Domains:
    """own: the party's; others: those of the round's other parties."""

    own: frozenset[str]
    others: frozenset[str] = frozenset()

    def hold(self, domain: str) -> bool:
        """Whether an address there is the party's, and nobody else's."""
        return _within(domain, self.own) and not _within(domain, self.others)

    @property
    def enough(self) -> list[str]:
        """Those that are, by name."""
        return sorted(domain for domain in self.own if self.hold(domain))


def needs_approval(given: HandOver, known: Contact | None, domains: Domains) -> bool:
    """Whether the secretariat has to look before the matter is handed over."""
    if known is not None:
        return known.left in TAKEN_OUT
    return not domains.hold(_domain(given.email))


def domains_of(contacts: Iterable[Contact]) -> frozenset[str]:
    """The domains of contacts that nobody has taken back."""
    kept = (c for c in contacts if c.left not in {Left.REPLACED, Left.NOT_MINE})
    return frozenset(_domain(c.email) for c in kept) - public_mail()


def _within(domain: str, ours: Collection[str]) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in ours)


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()
