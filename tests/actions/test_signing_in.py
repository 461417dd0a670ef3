"""A one-time link lasts an hour and works once; a session lasts half a day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from actions.example_round import ensure_example_round
from actions.sign_in import (
    create_api_key,
    invite_user,
    key_of,
    make_signin_token,
    sign_in,
    sign_out,
    user_by_email,
    user_of_session,
)
from models.access import ApiKey, SigninLink, WebSession
from models.database import transaction
from models.vocabulary import Role
from rules.refusal import Refusal, Why
from tests.builders import BY, NOW, real_round

MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "opens"),
    [(NOW, True), (NOW + HOUR - MOMENT, True), (NOW + HOUR, False), (NOW + 24 * HOUR, False)],
)
def test_a_link_opens_within_the_hour(engine: Engine, now: datetime, *, opens: bool) -> None:
    with transaction(engine) as session:
        link = make_signin_token(session, invite_user(session, "a@x.dk", Role.READER, NOW), NOW)
        if opens:
            assert user_of_session(session, sign_in(session, link, now), now)
            return
        with pytest.raises(Refusal) as refused:
            sign_in(session, link, now)
        assert refused.value.why is Why.GONE


def test_a_link_opens_once_and_for_its_own_user(engine: Engine) -> None:
    with transaction(engine) as session:
        ida = invite_user(session, "Ida@X.dk", Role.SECRETARIAT, NOW)
        bo = invite_user(session, "bo@x.dk", Role.READER, NOW)
        first, second = (make_signin_token(session, user, NOW) for user in (ida, bo))
        secret = sign_in(session, first, NOW)
        assert user_of_session(session, secret, NOW) is ida
        assert user_by_email(session, " IDA@x.DK ") is ida
        for link in (first, "", "nonsense", second[:-1]):
            with pytest.raises(Refusal):
                sign_in(session, link, NOW)
        assert user_of_session(session, sign_in(session, second, NOW), NOW) is bo


@pytest.mark.parametrize(
    ("after", "lasts"), [(12 * HOUR - MOMENT, True), (12 * HOUR, False), (48 * HOUR, False)]
)
def test_a_session_lasts_half_a_day(engine: Engine, after: timedelta, *, lasts: bool) -> None:
    with transaction(engine) as session:
        user = invite_user(session, "a@x.dk", Role.READER, NOW)
        secret = sign_in(session, make_signin_token(session, user, NOW), NOW)
        assert (user_of_session(session, secret, NOW + after) is not None) is lasts
        assert user_of_session(session, secret + "x", NOW) is None


def test_signing_out_ends_one_session_and_the_next_sign_in_clears_old_ones(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        user = invite_user(session, "a@x.dk", Role.READER, NOW)
        secrets = [sign_in(session, make_signin_token(session, user, NOW), NOW) for _ in range(2)]
        sign_out(session, secrets[0])
        assert user_of_session(session, secrets[0], NOW) is None
        assert user_of_session(session, secrets[1], NOW) is user
        later = NOW + 13 * HOUR
        sign_in(session, make_signin_token(session, user, later), later)
        assert len(session.exec(select(WebSession)).all()) == 1


def test_an_invited_user_that_is_there_gets_the_new_role(engine: Engine) -> None:
    with transaction(engine) as session:
        first = invite_user(session, "a@x.dk", Role.READER, NOW)
        assert invite_user(session, "A@X.DK", Role.SECRETARIAT, NOW) is first
        assert first.role is Role.SECRETARIAT


def test_no_secret_is_kept_as_it_is(engine: Engine) -> None:
    with transaction(engine) as session:
        user = invite_user(session, "a@x.dk", Role.READER, NOW)
        link = make_signin_token(session, user, NOW)
        secret = sign_in(session, link, NOW)
        row, key = create_api_key(session, Role.READER, NOW)
        kept = [
            *session.exec(select(SigninLink.token_sha256)),
            *session.exec(select(WebSession.token_sha256)),
            *session.exec(select(ApiKey.key_sha256)),
        ]
        assert not {link, secret, key} & set(kept)
        assert all(len(digest) == 64 for digest in kept)
        assert key_of(session, key) is row
        assert key_of(session, key[:-1]) is None
        row.revoked_at = NOW
        session.add(row)
        assert key_of(session, key) is None


def test_the_example_is_laid_out_where_there_is_no_round_yet(engine: Engine) -> None:
    with transaction(engine) as session:
        made = ensure_example_round(session, NOW, BY)
        assert made
        assert (made.sandbox, made.parties) == (True, 18)
        assert ensure_example_round(session, NOW, BY) is None


def test_the_example_keeps_away_from_real_work(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
        assert ensure_example_round(session, NOW, BY) is None
