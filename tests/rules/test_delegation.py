"""To whom a contact may hand the matter, and when the secretariat has to look first."""

from typing import Any

import pytest

from models.round import Round
from models.seat import Contact
from models.vocabulary import ContactRole, Left, RoundState
from rules.closing import LIVE
from rules.delegation import Domains, HandOver, domains_of, hand_over, may_hand_over, needs_approval
from rules.refusal import Refusal, Why

ANNA = Contact(id=1, seat_id=1, name="Anna", email="anna@faxekommune.dk")
DIRECTOR = Contact(
    id=2, seat_id=1, name="Dan", email="dan@faxe.example.org", role=ContactRole.DIRECTOR
)


def former(left: Left, email: str = "old@faxekommune.dk") -> Contact:
    return Contact(
        id=3,
        seat_id=1,
        name="Ole",
        email=email,
        role=ContactRole.FORMER,
        left=left,
        link_generation=2,
    )


def round_in(state: RoundState) -> Round:
    """All that hand-overs ask of a round."""
    facts: dict[str, Any] = {"title": "R", "state": state}
    return Round(**facts)


def to(email: str) -> HandOver:
    return hand_over("Bo", email, "", "Anna")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Bo\r\nBcc: x@y.dk"}, "name"),
        ({"email": ""}, "email"),
        ({"email": "bo"}, "email"),
        ({"email": "bo@faxekommune.dk, x@y.dk"}, "email"),
        ({"email": '"c\r\nRCPT TO:<evil@x>"@d.dk'}, "email"),
        ({"email": "åse@faxekommune.dk"}, "email"),
        ({"message": "x" * 1_001}, "message"),
        ({"message": "\x00"}, "message"),
        ({"said_by": ""}, "said_by"),
        ({"said_by": "An\nna"}, "said_by"),
    ],
)
def test_what_is_typed_is_checked_field_by_field(changes: dict[str, str], field: str) -> None:
    good = {"name": "Bo", "email": "bo@faxekommune.dk", "message": "Hej", "said_by": "Anna"}
    with pytest.raises(Refusal) as refused:
        hand_over(**(good | changes))
    assert (refused.value.field, refused.value.why) == (field, Why.INVALID)


@pytest.mark.parametrize(
    ("contacts", "email", "waits"),
    [
        ([ANNA], "bo@faxekommune.dk", False),
        ([ANNA], "bo@FaxeKommune.DK", False),
        ([ANNA], "bo@social.faxekommune.dk", False),
        ([ANNA], "bo@ikkefaxekommune.dk", True),
        ([ANNA], "bo@kommune.dk", True),
        ([ANNA], "bo@faxekommune.dk.example.com", True),
        ([ANNA, DIRECTOR], "bo@faxe.example.org", False),
        ([ANNA, DIRECTOR], "dan@faxe.example.org", False),
        ([Contact(id=1, seat_id=1, name="A", email="faxe@gmail.com")], "bo@gmail.com", True),
        ([Contact(id=1, seat_id=1, name="A", email="faxe@outlook.dk")], "bo@outlook.dk", True),
        ([ANNA, former(Left.DELEGATED)], "old@faxekommune.dk", False),
        ([ANNA, former(Left.REPLACED)], "old@faxekommune.dk", True),
        ([ANNA, former(Left.NOT_MINE, "x@wrong.dk")], "bo@wrong.dk", True),
        ([ANNA, former(Left.REPLACED, "x@left.dk")], "bo@left.dk", True),
        ([ANNA, Contact(id=9, seat_id=1, name="C", email="c@raad.dk")], "bo@raad.dk", True),
    ],
)
def test_only_the_partys_own_domains_need_no_look(
    contacts: list[Contact], email: str, waits: bool
) -> None:
    """Contact 9 came by a hand-over itself."""
    given = to(email)
    known = may_hand_over(round_in(RoundState.OPEN), ANNA, given, contacts)
    domains = Domains(domains_of(c for c in contacts if c.id != 9))
    assert needs_approval(given, known, domains) is waits


@pytest.mark.parametrize(
    ("email", "waits"),
    [
        ("bo@faxekommune.dk", False),
        ("bo@faelles.dk", True),  # both parties have it
        ("bo@social.faelles.dk", True),
        ("bo@it.faxekommune.dk", True),  # the other party's alone
        ("bo@greve.dk", True),
    ],
)
def test_a_domain_that_parties_share_proves_nothing(email: str, waits: bool) -> None:
    domains = Domains(
        frozenset({"faxekommune.dk", "faelles.dk"}),
        others=frozenset({"faelles.dk", "it.faxekommune.dk", "greve.dk"}),
    )
    assert needs_approval(to(email), None, domains) is waits
    assert domains.enough == ["faxekommune.dk"]


@pytest.mark.parametrize(
    ("email", "contacts", "why"),
    [
        ("ANNA@faxekommune.dk", [ANNA], Why.INVALID),
        (
            "p@faxekommune.dk",
            [Contact(id=5, seat_id=1, name="P", email="P@faxekommune.dk")],
            Why.CONFLICT,
        ),
        ("old@faxekommune.dk", [former(Left.NOT_MINE)], Why.CONFLICT),
    ],
)
def test_to_whom_it_cannot_be_handed(email: str, contacts: list[Contact], why: Why) -> None:
    with pytest.raises(Refusal) as refused:
        may_hand_over(round_in(RoundState.OPEN), ANNA, to(email), contacts)
    assert (refused.value.field, refused.value.why) == ("email", why)


@pytest.mark.parametrize("state", list(RoundState))
def test_only_while_the_round_goes_on(state: RoundState) -> None:
    round_ = round_in(state)
    if state in LIVE:
        assert may_hand_over(round_, ANNA, to("bo@faxekommune.dk"), [ANNA]) is None
        return
    with pytest.raises(Refusal) as refused:
        may_hand_over(round_, ANNA, to("bo@faxekommune.dk"), [ANNA])
    assert refused.value.why is (Why.CONFLICT if state is RoundState.DRAFT else Why.GONE)


def test_a_public_provider_is_nobodys_own() -> None:
    public = Contact(id=7, seat_id=1, name="G", email="g@gmail.com")
    assert domains_of([ANNA, public]) == {"faxekommune.dk"}
