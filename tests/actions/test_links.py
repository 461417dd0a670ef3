"""A party's link opens its own seat and no other, until it is ended or the round is called off."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.end_links import end_links
from actions.end_round import cancel_round, close_round
from actions.load import contacts_of, seat_by_code
from actions.open_link import open_link
from models.database import reading, transaction
from models.keys import get_keys
from models.round import Round
from models.seat import Contact
from models.settings import get_settings
from rules.links import token
from rules.refusal import Refusal, Why
from tests.builders import A_PARTY, BY, NOW, danish, real_round
from tests.conftest import KEY
from tests.dump import changed, dump


def contact_of(session: Session, round_: Round, code: str = A_PARTY) -> Contact:
    return contacts_of(session, seat_by_code(session, round_, code))[0]


def link_of(session: Session, round_: Round, code: str = A_PARTY) -> str:
    contact = contact_of(session, round_, code)
    return token(
        get_keys()[0],
        seat_id=contact.seat_id,
        contact_id=contact.id or 0,
        generation=contact.link_generation,
    )


def why(session: Session, link: str) -> Why:
    with pytest.raises(Refusal) as refused:
        open_link(session, link)
    return refused.value.why


def test_a_link_opens_its_seat_and_changes_nothing(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, other = real_round(session), real_round(session)
        links = {r.id: link_of(session, r) for r in (round_, other)}
        assert len(set(links.values())) == 2
        before = dump(session)
    for number, link in links.items():
        for lock in (False, True):
            with transaction(engine) as session:
                opened = open_link(session, link, lock=lock)
                assert (opened.round_.id, opened.seat.code) == (number, A_PARTY)
                assert opened.contact.email == f"primary.{A_PARTY}@example.org"
    with reading(engine) as session:  # and it does so where nothing can be written
        open_link(session, links[round_.id])
        assert changed(before, dump(session)) == {}


@pytest.mark.parametrize("tail", [".", ",", ").", ">", "»", '"', "!!!"])
def test_what_a_mail_program_took_along_does_no_harm(engine: Engine, tail: str) -> None:
    with transaction(engine) as session:
        link = link_of(session, real_round(session))
        assert open_link(session, link + tail).seat.code == A_PARTY


def test_what_is_not_a_link_is_unknown(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        link, neighbour = link_of(session, round_), link_of(session, round_, "813")
        other_key = token(b"o" * 32, seat_id=1, contact_id=1, generation=1)
        grafted = neighbour[:7] + link[7:]  # one party's number with another's right
        far = token(get_keys()[0], seat_id=1, contact_id=2**40 - 1, generation=1)
        nobody = token(get_keys()[0], seat_id=1, contact_id=10**6, generation=1)
        wrong = ["", link[:-1], link[1:], link + "A", link + "....", link.swapcase(), grafted]
        for text in [*wrong, other_key, far, nobody, "x" * 28, "å" * 28, "../" + link]:
            assert why(session, text) is Why.UNKNOWN, text


def test_raising_the_generation_ends_what_was_given_out(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        old, neighbour = link_of(session, round_), link_of(session, round_, "813")
        seat = seat_by_code(session, round_, A_PARTY)
        contact = contact_of(session, round_)
        for generation in (2, 3):
            end_links(session, round_, seat, contact.id or 0, NOW, BY)
            assert contact.link_generation == generation
            assert why(session, old) is Why.GONE
        assert open_link(session, link_of(session, round_)).contact is contact
        assert open_link(session, neighbour).seat.code == "813"
        with pytest.raises(Refusal) as refused:
            end_links(session, round_, seat, contact_of(session, round_, "813").id or 0, NOW, BY)
        assert refused.value.why is Why.UNKNOWN


def test_a_cancelled_rounds_links_say_why(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        link = link_of(session, round_)
        cancel_round(session, round_, "KKR trak aftalen tilbage", NOW, BY)
        with pytest.raises(Refusal, match="KKR trak aftalen tilbage") as refused:
            open_link(session, link)
        assert refused.value.why is Why.GONE


def test_a_closed_rounds_links_still_show_what_was_answered(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        close_round(session, round_, danish("2026-12-02 09:00"), BY)
        assert open_link(session, link_of(session, round_)).round_ is round_


def test_a_new_key_derives_and_the_old_one_still_verifies(
    engine: Engine, environment: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        old = link_of(session, round_)
        for keys, known in ((f"a new key of the house,{KEY}", True), ("a new key of it", False)):
            environment.setenv("RAMMEAFTALE_SECRET_KEY", keys + "x" * (not known))
            get_settings.cache_clear()
            get_keys.cache_clear()
            assert link_of(session, round_) != old
            assert open_link(session, link_of(session, round_)).seat.code == A_PARTY
            if known:
                assert open_link(session, old).seat.code == A_PARTY
            else:
                assert why(session, old) is Why.UNKNOWN
