"""A backup lets nobody in: no token, no secret key, no message of the built-in mailbox."""

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from actions.deliver_letters import deliver_letters
from actions.sign_in import create_api_key, invite_user, make_signin_token, sign_in
from cli.main import main
from models.database import reading, transaction
from models.letter import MailboxMessage
from models.seat import Contact
from models.vocabulary import Role
from tests.backup.test_round_trip import a_busy_service, answers, backed_up
from tests.builders import ANSWERED
from tests.conftest import KEY
from tests.load.builders import token_of


def everything_in(folder: Path) -> Iterator[bytes]:
    """Every file, every line of it, and every value that is base64 as what it stands for."""
    for path in folder.iterdir():
        yield path.read_bytes()
        if path.suffix != ".gz":
            continue
        for line in gzip.decompress(path.read_bytes()).splitlines():
            yield line
            for value in json.loads(line):
                if isinstance(value, str):
                    try:
                        yield b64decode(value, validate=True)
                    except ValueError:
                        continue


def test_nothing_in_it_opens_a_door(engine: Engine, tmp_path: Path) -> None:
    a_busy_service(engine)
    deliver_letters(ANSWERED, engine=engine)
    deliver_letters(ANSWERED, sandbox=True, engine=engine)
    with transaction(engine) as session:
        user = invite_user(session, "a@example.org", Role.SECRETARIAT, ANSWERED)
        used, unused = (make_signin_token(session, user, ANSWERED) for _ in range(2))
        cookie = sign_in(session, used, ANSWERED)
        _, key = create_api_key(session, Role.READER, ANSWERED)
        messages = session.exec(select(MailboxMessage)).all()
        tokens = [token_of(contact) for contact in session.exec(select(Contact))]
    assert len(messages) > 50
    backed_up(engine, tmp_path / "copy")
    whole = b"\n".join(everything_in(tmp_path / "copy"))
    assert b"Message-ID: <" in whole, "the letters themselves are there"
    for secret in (KEY, used, unused, cookie, key, *tokens):
        assert secret.encode() not in whole
    assert not [message.id for message in messages if message.raw in whole]
    assert not (tmp_path / "copy" / "mailbox_message.jsonl.gz").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_commands(
    engine: Engine,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def command(*words: str) -> tuple[object, dict[str, object]]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--json"])
        out = capsys.readouterr().out
        return ended.value.code, json.loads(out) if out else {}

    a_busy_service(engine)
    code, made = command("backup", str(tmp_path / "copy"))
    assert (code, made["directory"]) == (0, str(tmp_path / "copy"))
    assert command("restore", str(tmp_path / "copy"))[0] == 1, "this database is not empty"
    environment.setenv("RAMMEAFTALE_DATABASE_URL", f"sqlite:///{tmp_path}/other/new.db")
    forget()
    code, facts = command("restore", str(tmp_path / "copy"))
    assert (code, facts["rows"], facts["letters"]) == (0, made["rows"], "paused")
    assert datetime.fromisoformat(str(facts["made_at"])) <= datetime.now(UTC)
    assert command("audit", "verify")[1]["whole"]
    assert command("letters", "resume") == (0, {"resumed": True})
    assert command("letters", "resume") == (0, {"resumed": False})
    with reading() as session:
        assert answers(session.get_bind().engine) == answers(engine)


def forget() -> None:
    from models.database import get_engine
    from models.settings import get_settings

    get_engine().dispose()
    get_settings.cache_clear()
    get_engine.cache_clear()
