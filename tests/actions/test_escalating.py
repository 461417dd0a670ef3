"""Letters to a party's management are drafts until the secretariat lets them go."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import advance_rounds
from actions.contacts import record_contacts
from actions.escalate import release
from actions.extend_round import extend_round
from models.database import transaction
from models.round import Round
from models.vocabulary import ContactRole, LetterState
from rules.refusal import Refusal, Why
from tests.builders import (
    A_PARTY,
    BY,
    DEADLINE,
    PARTIES,
    answer,
    contacts_for,
    danish,
    real_round,
)
from tests.dump import changed, dump, events, letters

DUE = danish("2026-12-08 08:00")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


def a_round(session: Session) -> Round:
    """Every party but one has a director; one has answered."""
    directors = contacts_for(role=ContactRole.DIRECTOR)
    round_ = real_round(session, contacts=[*contacts_for(), *directors[1:]])
    answer(session, round_)
    return round_


def test_they_are_drafted_on_the_fifth_working_day_for_who_is_missing(session: Session) -> None:
    round_ = a_round(session)
    advance_rounds(session, danish("2026-12-08 07:59"))
    assert letters(session, round_, "escalation") == []
    for _ in range(2):
        advance_rounds(session, DUE)
    drafts = letters(session, round_, "escalation")
    assert len(drafts) == PARTIES - 2
    assert {(draft.state, draft.attempt_at) for draft in drafts} == {(LetterState.DRAFT, None)}
    assert all(draft.to_address.startswith("director.") for draft in drafts)
    asked = {event.party_code for event in events(session, round_, "escalation.drafted")}
    assert A_PARTY not in asked
    assert len(asked) == len(drafts)


def test_after_downtime_one_draft_per_party(session: Session) -> None:
    round_ = a_round(session)
    for day in ("2027-02-01", "2027-02-02", "2026-12-09", "2027-03-01"):
        advance_rounds(session, danish(f"{day} 09:00"))
    assert len(letters(session, round_, "escalation")) == PARTIES - 2


def test_an_extension_puts_them_off(session: Session) -> None:
    round_ = a_round(session)
    extend_round(session, round_, DEADLINE.replace(day=15), "mere tid", danish("2026-11-20"), BY)
    advance_rounds(session, DUE)
    assert letters(session, round_, "escalation") == []
    advance_rounds(session, danish("2027-01-12 08:00"))  # Christmas is not counted
    assert len(letters(session, round_, "escalation")) == PARTIES - 2


def test_where_the_policy_says_so_they_go_by_themselves(session: Session) -> None:
    round_ = a_round(session)
    round_.policy = {**round_.policy, "escalation": "automatic"}
    advance_rounds(session, DUE)
    assert {x.state for x in letters(session, round_, "escalation")} == {LetterState.QUEUED}


def test_the_ladder_is_climbed_from_below_to_whoever_stands_there(session: Session) -> None:
    """813 has both above it, 851 the agenda secretariat alone, 820's director comes late."""
    agenda = contacts_for(role=ContactRole.AGENDA_SECRETARIAT, parties=["813", "851"])
    director = contacts_for(role=ContactRole.DIRECTOR, parties=["813", "820"])
    round_ = real_round(session, contacts=[*contacts_for(), *agenda, *director[:1]])

    def written(at: str) -> list[str]:
        advance_rounds(session, danish(at))
        escalations = letters(session, round_, "escalation")
        return sorted(letter.to_address.split("@")[0] for letter in escalations)

    third = ["agenda_secretariat.813", "agenda_secretariat.851"]
    assert written("2026-12-04 07:59") == []
    assert written("2026-12-04 08:00") == third
    assert written("2026-12-07 09:00") == third
    assert written("2026-12-08 09:00") == [*third, "director.813"]
    record_contacts(session, round_, director[1:], danish("2026-12-10 10:00"), BY)
    assert written("2026-12-10 10:05") == [*third, "director.813", "director.820"]
    assert written("2027-01-20 10:00") == [*third, "director.813", "director.820"]


def test_after_downtime_only_the_highest_is_written_to(session: Session) -> None:
    agenda = contacts_for(role=ContactRole.AGENDA_SECRETARIAT)
    directors = contacts_for(role=ContactRole.DIRECTOR)
    round_ = real_round(session, contacts=[*contacts_for(), *agenda, *directors])
    advance_rounds(session, danish("2027-01-20 10:00"))
    addresses = [letter.to_address for letter in letters(session, round_, "escalation")]
    assert len(addresses) == PARTIES
    assert all(address.startswith("director.") for address in addresses)


@pytest.mark.parametrize(
    ("at", "goes"),
    [("2026-12-12 10:00", False), ("2026-12-11 13:00", False), ("2026-12-14 08:05", True)],
)
def test_what_goes_by_itself_keeps_to_working_mornings(
    session: Session, at: str, goes: bool
) -> None:
    round_ = a_round(session)
    round_.policy = {**round_.policy, "escalation": "automatic"}
    advance_rounds(session, danish(at))
    assert bool(letters(session, round_, "escalation")) is goes


def test_where_nothing_is_escalated_nobody_is_written_to(session: Session) -> None:
    round_ = a_round(session)
    round_.policy = {**round_.policy, "escalation": "off"}
    advance_rounds(session, danish("2026-12-14 08:05"))
    assert letters(session, round_, "escalation") == []


def test_a_draft_is_released_once_by_somebody(session: Session) -> None:
    round_ = a_round(session)
    advance_rounds(session, DUE)
    draft = letters(session, round_, "escalation")[0]
    now = danish("2026-12-09 11:00")
    release(session, round_, draft.id or 0, now, "user:4")
    session.refresh(draft)
    assert (draft.state, draft.due_at) == (LetterState.QUEUED, now)
    (event,) = events(session, round_, "letter.released")
    assert event.payload == {"letter": draft.id, "by": "user:4"}
    before = dump(session)
    for number, why in ((draft.id or 0, Why.CONFLICT), (10**6, Why.UNKNOWN)):
        with pytest.raises(Refusal) as refused:
            release(session, round_, number, now, BY)
        assert refused.value.why is why
    assert changed(before, dump(session)) == {}


def test_only_this_rounds_letters(session: Session) -> None:
    round_, other = a_round(session), real_round(session)
    advance_rounds(session, DUE)
    draft = letters(session, round_, "escalation")[0]
    with pytest.raises(Refusal) as refused:
        release(session, other, draft.id or 0, DUE, BY)
    assert refused.value.why is Why.UNKNOWN
