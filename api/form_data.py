"""A posted form, read once for everybody who asks for it, and no larger than a form of ours can be.

The server's own limit of 1,000 fields would end at the 500th deviation of an operator.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

MOST_FIELDS = 30_000  # seven for each of some 4,000 deviations; the body's size is limited as ever
HALF = re.compile("[\ud800-\udfff]")
UNREADABLE = (
    "Formularen kan ikke læses: den har for mange felter, et felt med for meget i, eller den kom"
    " ikke hel frem. Intet er gemt eller sendt. Hent siden igen, og send mindre ad gangen."
)


async def form_data(request: Request) -> AsyncIterator[FormData]:
    """Its files are closed after the answer. HTTPException 400 for what no page of ours sends."""
    try:
        form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FIELDS)
    except HTTPException as told:
        raise HTTPException(told.status_code, UNREADABLE) from None
    except ValueError:  # of a charset that the sender names
        raise HTTPException(400, UNREADABLE) from None
    try:
        if not all(map(_is_text, chain.from_iterable(form.multi_items()))):
            raise HTTPException(400, UNREADABLE)
        yield form
    finally:
        await form.close()


def _is_text(part: str | UploadFile) -> bool:
    """Some charsets make half a character, which nothing can hold or show."""
    text = part if isinstance(part, str) else part.filename or ""
    return not HALF.search(text)


opened_form = asynccontextmanager(form_data)
PostedForm = Annotated[FormData, Depends(form_data)]
