"""Heads are mailed once a day, to the addresses that are set for it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.deliver_letters import deliver_letters
from actions.mail_heads import mail_heads
from actions.read_heads import read_heads
from models.database import transaction
from models.letter import Letter, MailboxMessage
from models.settings import SettingsError, get_settings
from models.vocabulary import LetterKind
from rules.verify import known_heads
from tests.builders import danish, real_round, sandbox_round

MORNING = danish("2026-10-01 07:15")
KEEPERS = "revision@example.org, arkiv@example.org,revision@example.org"


@pytest.fixture
def keepers(environment: pytest.MonkeyPatch, engine: Engine) -> Engine:
    environment.setenv("RAMMEAFTALE_HEADS_TO", KEEPERS)
    get_settings.cache_clear()
    return engine


def test_once_a_day_to_each_with_the_heads_of_real_rounds(keepers: Engine) -> None:
    with transaction(keepers) as session:
        sandbox_round(session)
        assert mail_heads(session, MORNING) == 0, "practice is no record"
        real_round(session, MORNING)
        days = [MORNING, danish("2026-10-01 23:59"), danish("2026-10-02 00:00")]
        assert [mail_heads(session, now) for now in days] == [2, 0, 2]
        heads = read_heads(session, sandbox=False)
        deliver = select(Letter.id).where(Letter.kind == LetterKind.CHAIN_HEADS)
        assert len(session.exec(deliver).all()) == 4
    assert [name for name, *_ in heads] == ["round:2", "system"]
    deliver_letters(MORNING + timedelta(days=1))
    with Session(keepers) as session:
        to_revision = col(MailboxMessage.recipient) == "revision@example.org"
        received = session.exec(select(MailboxMessage).where(to_revision)).all()
    assert [known_heads(message.raw) for message in received] == [heads, heads]
    assert "1. oktober 2026" in received[0].subject


def test_nobody_is_set_by_default(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
        assert mail_heads(session, MORNING) == 0


@pytest.mark.parametrize("value", ["revision", "a@b.dk,", "a@b.dk; c@d.dk", "Bo <b@c.dk>"])
def test_a_wrong_address_is_told_at_the_start(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("RAMMEAFTALE_HEADS_TO", value)
    with pytest.raises(SettingsError, match="HEADS_TO"):
        get_settings()
