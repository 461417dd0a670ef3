"""The limit of a page: the product's own page as fixed bytes, from the same ASGI server.

`BARE_PAGE` names the file. A GET gets it, a POST is read to its end and gets 201: nothing is
routed, rendered, checked or kept.
"""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

Message = dict[str, Any]
PAGE = Path(os.environ["BARE_PAGE"]).read_bytes()
HTML = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(PAGE))]
KEPT = b'{"kept":true}'
JSON = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(KEPT))]


async def app(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    if scope["type"] != "http":
        return
    posted = scope["method"] == "POST"
    while posted and (await receive()).get("more_body"):
        pass
    status, headers, body = (201, JSON, KEPT) if posted else (200, HTML, PAGE)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
