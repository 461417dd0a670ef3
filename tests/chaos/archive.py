"""What the parties' mail servers took, byte for byte."""

from collections import defaultdict
from collections.abc import Callable
from email.message import EmailMessage
from hashlib import sha256

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.journey.service import Inbox, link_in


class Archive(Inbox):
    """copies  the bytes of every copy of a message, by Message-ID

    arrived  called after each message that was taken
    """

    def __init__(self) -> None:
        super().__init__()
        self.copies: dict[str, list[bytes]] = defaultdict(list)
        self.arrived: Callable[[], None] = lambda: None
        self._by_address: dict[str, list[EmailMessage]] = defaultdict(list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        message = self.messages[-1]
        self.copies[str(message["Message-ID"])].append(envelope.original_content or b"")
        for address in envelope.rcpt_tos:
            self._by_address[address].append(message)
        self.arrived()
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        return self._by_address[address]

    def hashes(self, message_id: str) -> list[str]:
        return [sha256(copy).hexdigest() for copy in self.copies.get(message_id, [])]

    def tokens_of(self, address: str) -> set[str]:
        """The links in the letters to that address."""
        return {link_in(message).removeprefix("/s/") for message in self.to(address)}
