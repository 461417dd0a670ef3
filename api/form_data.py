"""A posted form, read once for everybody who asks for it, and no larger than a form of ours can be.

The server's own limit of 1,000 fields would end at the 500th deviation of an operator.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

MOST_FIELDS = 30_000  # seven for each of some 4,000 deviations; the body's size is limited as ever
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
    try:
        yield form
    finally:
        await form.close()


opened_form = asynccontextmanager(form_data)
PostedForm = Annotated[FormData, Depends(form_data)]
