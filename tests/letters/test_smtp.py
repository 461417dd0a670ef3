"""How a letter ended, as a real server on loopback tells it."""

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from models.settings import SettingsError
from notifications.smtp import Courier, Outcome, Timeouts, Verdict
from notifications.smtp_server import Server
from tests.letters.post_office import PostOffice, post_office, unused_port

SOURCE = b"Subject: brev\r\n\r\n.punktum\r\n..to\r\nhttps://example.org/s/hemmeligt\r\n"
QUICK = Timeouts(connect=5, command=5, after_data=0.3)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@dataclass(frozen=True)
class Note:
    to: str
    source: bytes = SOURCE


class Pile:
    """A ledger in memory; fails when a note ends twice."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self.ended: dict[str, Outcome] = {}
        self._notes = iter(notes)

    async def turn(self, ended: tuple[Note, Outcome] | None, *, more: bool = True) -> Note | None:
        if ended:
            assert ended[0].to not in self.ended
            self.ended[ended[0].to] = ended[1]
        return next(self._notes, None) if more else None


async def through(courier: Courier, *names: str) -> list[Outcome]:
    """One outcome per name, in order; fails when a letter was left."""
    addresses = [f"{name}@example.org" for name in names]
    pile = Pile(Note(to) for to in addresses)
    await courier.send(pile, expected=len(names))
    return [pile.ended[to] for to in addresses] if courier.reachable else [*pile.ended.values()]


def send(server: Server, *names: str, connections: int = 2) -> tuple[list[Outcome], Courier]:
    async def go() -> tuple[list[Outcome], Courier]:
        courier = Courier(server, "afsender@example.org", connections=connections, timeouts=QUICK)
        try:
            return await through(courier, *names), courier
        finally:
            await courier.close()

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("name", "verdict", "words"),
    [
        ("fine", Verdict.ACCEPTED, "250 OK"),
        ("later", Verdict.LATER, "451 4.3.2 try again"),
        ("refused", Verdict.REFUSED, "550 5.1.1 no such mailbox"),
        ("data-later", Verdict.LATER, "452 4.2.2 mailbox full"),
        ("data-refused", Verdict.REFUSED, "554 5.7.1 blocked: https://example.org/s/hemmeligt"),
        ("drop", Verdict.DOUBT, "Connection lost|Unexpected EOF received"),
        ("hang", Verdict.DOUBT, "SMTPReadTimeoutError: Timed out waiting for server response"),
    ],
)
def test_outcome(office: PostOffice, name: str, verdict: Verdict, words: str) -> None:
    [outcome], courier = send(Server.of(office.url), name)
    assert outcome.verdict is verdict
    assert re.fullmatch(words, outcome.words)
    assert courier.reachable


def test_what_arrives_is_what_was_sent(office: PostOffice) -> None:
    send(Server.of(office.url), "fine")
    assert office.received == [("fine@example.org", SOURCE)]


def test_one_bad_letter_leaves_the_others_alone(office: PostOffice) -> None:
    names = ["a", "refused", "b", "drop", "c", "later", "d", "data-refused", "e"]
    outcomes, _ = send(Server.of(office.url), *names, connections=1)
    good = [name for name, o in zip(names, outcomes, strict=True) if o.verdict is Verdict.ACCEPTED]
    assert good == ["a", "b", "c", "d", "e"]


def test_one_letter_opens_one_connection(office: PostOffice) -> None:
    send(Server.of(office.url), "fine", connections=4)
    assert office.connections == 1


def test_a_slow_letter_holds_up_its_own_connection_only(office: PostOffice) -> None:
    names = ["hang", *(f"k{n}" for n in range(20))]
    outcomes, _ = send(Server.of(office.url), *names, connections=2)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.DOUBT, *[Verdict.ACCEPTED] * 20]
    assert office.connections <= 3  # the one that hung was closed


def test_what_the_ledger_raises_is_raised_when_the_others_are_through(office: PostOffice) -> None:
    class Torn(Pile):
        async def turn(
            self, ended: tuple[Note, Outcome] | None, *, more: bool = True
        ) -> Note | None:
            if ended and not self.ended:
                self.ended[ended[0].to] = ended[1]
                raise ZeroDivisionError
            return await super().turn(ended, more=more)

    pile = Torn(Note(f"k{number}@example.org") for number in range(5))

    async def go() -> None:
        courier = Courier(Server.of(office.url), "a@example.org", connections=2, timeouts=QUICK)
        try:
            await courier.send(pile, expected=5)
        finally:
            await courier.close()

    with pytest.raises(ZeroDivisionError):
        asyncio.run(go())
    assert sorted(pile.ended) == [f"k{number}@example.org" for number in range(5)]


def test_connections_are_reused_and_few(office: PostOffice) -> None:
    outcomes, _ = send(Server.of(office.url), *(f"k{n}" for n in range(30)), connections=3)
    assert {outcome.verdict for outcome in outcomes} == {Verdict.ACCEPTED}
    assert office.connections == 3


def test_a_connection_the_server_closed_meanwhile_is_opened_anew(office: PostOffice) -> None:
    async def go() -> list[Outcome]:
        courier = Courier(Server.of(office.url), "a@example.org", connections=1, timeouts=QUICK)
        try:
            first = await through(courier, "one")
            office.hang_up()
            return first + await through(courier, "two")
        finally:
            await courier.close()

    assert [outcome.verdict for outcome in asyncio.run(go())] == [Verdict.ACCEPTED] * 2
    assert [to for to, _ in office.received] == ["one@example.org", "two@example.org"]


def test_without_a_server_all_wait() -> None:
    nobody = Server("127.0.0.1", unused_port(), starttls=False)
    outcomes, courier = send(nobody, "a", "b", "c")
    assert not outcomes
    assert not courier.reachable
    assert "Error connecting to 127.0.0.1" in courier.trouble


def test_encryption_that_is_demanded_is_not_done_without(office: PostOffice) -> None:
    url = office.url.replace("starttls=false", "starttls=true")
    outcomes, courier = send(Server.of(url), "fine")
    assert not outcomes
    assert not courier.reachable
    assert not office.received


def test_a_password_that_is_not_taken_is_not_the_letters_fault(office: PostOffice) -> None:
    url = office.url.replace("smtp://", "smtp://bruger:forkert@")
    outcomes, courier = send(Server.of(url), "fine")
    assert not outcomes
    assert not courier.reachable
    assert courier.trouble
    assert "forkert" not in courier.trouble


def test_nothing_is_logged_of_a_letter(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(Server.of(office.url), "fine", "drop", "refused", "data-refused")
    ours = [record for record in caplog.records if not record.name.startswith("mail.log")]
    assert "hemmeligt" not in " ".join(record.getMessage() for record in ours)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org")),
        ("smtp://mail:2525?starttls=false", Server("mail", 2525, starttls=False)),
        ("smtp://mail:587?starttls=true", Server("mail", 587, starttls=True)),
        ("smtps://mail", Server("mail", None, tls=True, starttls=False)),
        (
            "smtp://anna%40kommune:p%2Fw%3A@mail:587?starttls=true",
            Server("mail", 587, starttls=True, user="anna@kommune", password="p/w:"),
        ),
    ],
)
def test_address_of_the_server(url: str, server: Server) -> None:
    assert Server.of(url) == server
    assert "p/w" not in repr(server)


@pytest.mark.parametrize(
    "url", ["smtp://", "smtp://mail:x", "smtp://mail:99999", "smtp://mail?starttls=maybe", "mail"]
)
def test_an_address_that_is_none_names_the_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="RAMMEAFTALE_SMTP_URL"):
        Server.of(url)
