"""The built-in mailbox for programs: the recipients' side, so for the secretariat only."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from actions.read_mailbox import message_by_id, messages
from api.doors import Reading
from api.guards import KeySecretariat
from api.v1.types import WHOLE_UP_TO, Cursor, MessageId, instant, listing
from models.letter import MailboxMessage

router = APIRouter(tags=["mailbox"])


@router.get("/mailbox")
def get_mailbox(
    session: Reading, _who: KeySecretariat, cursor: Cursor = 0, recipient: str = ""
) -> dict[str, Any]:
    rows = messages(session, after=cursor, limit=WHOLE_UP_TO + 1, recipient=recipient)
    return listing(rows, _shown, lambda message: message.id)


@router.get("/mailbox/{message_id}")
def get_message(message_id: MessageId, session: Reading, _who: KeySecretariat) -> Response:
    """The message as it was received (`message/rfc822`)."""
    message = message_by_id(session, message_id)
    headers = {"Content-Disposition": f'attachment; filename="mail-{message.id}.eml"'}
    return Response(message.raw, media_type="message/rfc822", headers=headers)


def _shown(message: MailboxMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "to": message.recipient,
        "from": message.sender,
        "subject": message.subject,
        "received_at": instant(message.received_at),
    }
