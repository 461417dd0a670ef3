"""What was typed into a form that is not taken, as a sign-in has run out: none of it is lost."""

from dataclasses import dataclass

from fastapi import Request
from starlette.exceptions import HTTPException

from api.form_data import opened_form

LIMIT = 2_000_000  # characters, far above what anybody types; more is not sent back
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@dataclass(frozen=True, slots=True)
class Rescued:
    """A form as it was sent, but for its files and its key.

    address  where it was sent, to be sent there again
    """

    address: str
    fields: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """To be read and copied; what has no space in it is a choice, a date or a number."""
        return [text for _, text in self.fields if " " in text.strip()]


async def rescued(request: Request) -> Rescued | None:
    """Null: it is no form, cannot be read, nothing was typed, or more than anybody types."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or media not in FORMS:
        return None
    try:
        async with opened_form(request) as form:
            fields = [
                (name, text)
                for name, text in form.multi_items()
                if isinstance(text, str) and text.strip() and name != "csrf"
            ]
    except HTTPException:
        return None
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    typed = 0 < sum(len(text) for _, text in fields) <= LIMIT
    return Rescued(address, fields) if typed else None
