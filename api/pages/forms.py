"""What was typed into a form, and how it is shown again with what was wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from actions.scan_file import scan_file
from api.form_data import opened_form
from rules.danish_time import COPENHAGEN
from rules.refusal import Refusal

Day = date  # `Typed.date` hides the name where its methods are annotated


@dataclass(frozen=True, slots=True)
class GivenFile:
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a posted form as text, and its files; what is not there is empty."""

    values: Mapping[str, str]
    files: Mapping[str, Sequence[GivenFile]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def number(self, name: str) -> int:
        """A whole number such as an id; 0, which nothing has, for anything else."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def ticked(self, name: str) -> bool:
        return self.text(name) in {"true", "on", "1"}

    def file(self, name: str) -> GivenFile | None:
        """The first, where only one is asked for."""
        return next(iter(self.files.get(name, ())), None)

    def files_of(self, names: Iterable[str]) -> dict[str, Sequence[GivenFile]]:
        return {name: self.files.get(name, ()) for name in names}

    def date(self, name: str) -> date | None:
        """ISO as browsers send it, or `31.12.2026` where the field is plain text."""
        text = self.text(name).strip()
        if not text:
            return None
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, pattern).replace(tzinfo=COPENHAGEN).date()
            except ValueError:
                continue
        raise Refusal(
            f"»{text[:40]}« er ikke en dato. Skriv den som dag.måned.år, f.eks. 31.12.2026.",
            field=name,
        )

    def needed_date(self, name: str, words: str) -> Day:
        """`words` says what to type when the field is empty."""
        found = self.date(name)
        if found is None:
            raise Refusal(words, field=name)
        return found

    def moment(self, name: str) -> datetime | None:
        """A Danish wall clock time, `2026-10-15T08:00`."""
        text = self.text(name).strip()
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)
        except ValueError:
            raise Refusal(f"»{text[:40]}« er ikke et tidspunkt.", field=name) from None


async def read_form(request: Request) -> Typed:
    """Also kept on the request, for the page that shows the form again; its files are scanned."""
    typed = await read_unscanned(request)
    await run_in_threadpool(scan_files, typed)
    return typed


def scan_files(typed: Typed) -> None:
    """Raises Refusal for the first file that does not pass."""
    scanned: set[bytes] = set()
    for name, files in typed.files.items():
        for file in files:
            if file.content not in scanned:
                scan_file(file.content, name)
                scanned.add(file.content)


async def read_unscanned(request: Request) -> Typed:
    """For a door that shows what was wrong with a file in a way of its own."""
    values: dict[str, str] = {}
    files: dict[str, list[GivenFile]] = {}
    async with opened_form(request) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                values.setdefault(name, value)
                continue
            given = GivenFile(value.filename or "", await value.read())
            if given.filename or given.content:  # a field where no file was chosen has neither
                files.setdefault(name, []).append(given)
    request.state.typed = Typed(values, files)
    return request.state.typed  # type: ignore[no-any-return]


TypedForm = Annotated[Typed, Depends(read_form)]


@dataclass(slots=True)
class Form:
    """A form as it is shown; macros ask it for ids, values and errors.

    name    sets its ids apart from those of the page's other forms
    typed   what was typed; null: it is shown for the first time
    errors  field to message, in the names of the public contract; empty field: the whole form
    """

    name: str
    typed: Typed | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def id(self, name: str) -> str:
        return f"{self.name}-{name}"

    def value(self, name: str, otherwise: object = "") -> str:
        if self.typed is not None:
            return self.typed.text(name)
        return "" if otherwise is None else str(otherwise)

    def ticked(self, name: str, otherwise: bool = False) -> bool:
        return otherwise if self.typed is None else self.typed.ticked(name)

    def error(self, name: str) -> str:
        return self.errors.get(name, "")
