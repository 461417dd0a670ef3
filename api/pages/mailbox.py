"""The built-in mailbox: the recipients' side of letters, for the secretariat that plays them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from actions.read_mailbox import message_by_id, newest_first, round_of, rounds_with_letters
from api.doors import Reading
from api.guards import Secretariat
from api.pages.download import download
from api.pages.party_words import file_size
from api.pages.rendering import page
from api.v1.types import LARGEST_ID
from notifications.opening import open_mail
from rules.refusal import Refusal, Why

PER_PAGE = 50
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'none'; sandbox"
)

router = APIRouter(prefix="/mailbox")
MessageId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Number = Annotated[int, Path(ge=1, le=1_000)]
Below = Annotated[int, Query(ge=0, le=LARGEST_ID)]


@router.get("")
def get_mailbox(
    request: Request,
    session: Reading,
    _who: Secretariat,
    recipient: str = "",
    round_: Annotated[str, Query(alias="round", pattern=r"^[0-9]{0,9}$")] = "",
    before: Below = 0,
) -> Response:
    """Newest first; `before` is the id the list goes on below."""
    wanted, round_id = recipient.strip(), int(round_ or 0)
    lines = newest_first(
        session, before=before, recipient=wanted, round_id=round_id, limit=PER_PAGE + 1
    )
    return page(
        request,
        "mailbox/list.html",
        lines=lines[:PER_PAGE],
        older=lines[PER_PAGE - 1].id if len(lines) > PER_PAGE else 0,
        newer=before > 0,
        recipient=wanted,
        round_id=round_id,
        rounds=rounds_with_letters(session),
    )


@router.get("/{message_id}")
def get_message(
    request: Request, message_id: MessageId, session: Reading, _who: Secretariat
) -> Response:
    """As its recipient sees it; its links are the recipient's own."""
    message = message_by_id(session, message_id)
    return page(
        request,
        "mailbox/message.html",
        message=message,
        mail=open_mail(message.raw),
        file_size=file_size,
        round=round_of(session, message),
    )


@router.get("/{message_id}/html")
def get_html(message_id: MessageId, session: Reading, _who: Secretariat) -> Response:
    """The HTML part alone: no script, no picture, no form, and an origin of its own."""
    html = open_mail(message_by_id(session, message_id).raw).html
    if not html:
        raise Refusal("Mailen har ingen HTML-del.", why=Why.UNKNOWN)
    return HTMLResponse(html, headers={"Content-Security-Policy": HTML_POLICY})


@router.get("/{message_id}/raw")
def get_raw(message_id: MessageId, session: Reading, _who: Secretariat) -> Response:
    message = message_by_id(session, message_id)
    return download(message.raw, "message/rfc822", f"mail-{message.id}.eml")


@router.get("/{message_id}/files/{number}")
def get_file(
    message_id: MessageId, number: Number, session: Reading, _who: Secretariat
) -> Response:
    """One of the files that came with it."""
    files = open_mail(message_by_id(session, message_id).raw).files
    if number > len(files):
        raise Refusal("Mailen har ikke så mange vedhæftede filer.", why=Why.UNKNOWN)
    file = files[number - 1]
    return download(file.content, file.media_type, file.filename)
