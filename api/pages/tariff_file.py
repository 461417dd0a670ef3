"""A tariff file before it is accepted: what was read, what was not, and what its columns are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.read_tariff_file import mapped
from actions.tariff_files import (
    accept_tariff_file,
    explain_columns,
    put_away,
    tariff_file,
    waiting_file,
)
from api.doors import Now, Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages.errors import redisplays
from api.pages.forms import Form, Typed, TypedForm
from api.pages.rendering import page
from models.tariff import TariffFile
from reports import tariff_words

router = APIRouter(prefix="/tariffs/files/{file_id}")
NOT_SAID = "?"  # of a column that a person must explain
FileId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def show_file(request: Request, file_id: FileId, session: Reading, _who: SignedIn) -> Response:
    return _page(request, tariff_file(session, file_id), Form(""))


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _page(request, tariff_file(session, int(request.path_params["file_id"])), form, status)


@router.post("/accept", dependencies=[Depends(redisplays(_again))])
def accept(file_id: FileId, session: Writing, who: SecretariatForm, now: Now) -> Response:
    done = accept_tariff_file(session, waiting_file(session, file_id), now, who.actor)
    return RedirectResponse(f"/tariffs?done={'tariffs-same' if done.before else 'tariffs'}", 303)


@router.post("/columns", dependencies=[Depends(redisplays(_again))])
def explain(
    file_id: FileId, typed: TypedForm, session: Writing, who: SecretariatForm, now: Now
) -> Response:
    """Only what was changed is remembered for the next file."""
    file = waiting_file(session, file_id)
    explain_columns(session, file, mapped(_changed(file, typed)), now, who.actor)
    return RedirectResponse(f"/tariffs/files/{file_id}?done=columns", 303)


@router.post("/discard", dependencies=[Depends(redisplays(_again))])
def discard(file_id: FileId, session: Writing, _who: SecretariatForm) -> Response:
    put_away(session, waiting_file(session, file_id))
    return RedirectResponse("/tariffs?done=tariffs-discarded", 303)


def _changed(file: TariffFile, typed: Typed) -> list[str]:
    pairs = []
    for column in file.preview["columns"]:
        field = typed.text(f"field.{column['column']}")
        year = typed.text(f"year.{column['column']}").strip()
        unsaid = NOT_SAID if column.get("asked") else ""
        before = (column["field"] or unsaid, str(column["year"] or ""))
        if (field, year) != before and field != NOT_SAID:
            pairs.append(f"{column['header']}={field}{f':{year}' if year and field else ''}")
    return pairs


def _page(request: Request, file: TariffFile, form: Form, status: int = 200) -> Response:
    return page(
        request,
        "desk/tariff_file.html",
        status,
        file=file,
        seen=file.preview,
        words=tariff_words,
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
    )
