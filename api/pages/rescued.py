"""What was typed into a form that is not taken, as a sign-in has run out: shown to be copied."""

from fastapi import Request

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


async def rescued(request: Request) -> list[str]:
    """The form's texts; what has no space in it, a key or a date, is quickly given again."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or media not in FORMS:
        return []
    form = await request.form()
    return [text for _, text in form.multi_items() if isinstance(text, str) and " " in text.strip()]
