"""An answer as a program sends it: a decision as the contract has it, or the fields of its kind."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    StrictBool,
    StrictInt,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.v1.types import Input, IsoDate, Text
from models.vocabulary import Body, Outcome
from rules.questions.question import Question, Shape
from rules.questions.submission import Submission
from rules.questions.together import ONCE, told_of_each
from rules.refusal import Refusal

Model = TypeVar("Model", bound=BaseModel)
Decided = Literal[
    Outcome.APPROVED,
    Outcome.APPROVED_WITH_REMARKS,
    Outcome.APPROVED_WITH_RESERVATION,
    Outcome.REJECTED,
    Outcome.NOT_YET,
]


class AnswerIn(Input):
    """A council's decision, or how far the case has come, as the contract describes it."""

    version: StrictInt
    name: Text
    title: Text
    outcome: Decided | None = None
    points: dict[int, Decided] = Field(default_factory=dict)
    decided_on: IsoDate | None = None
    body: Body | None = None
    meeting_on: IsoDate | None = None
    committee_on: IsoDate | None = None
    finance_committee_on: IsoDate | None = None
    agenda_item: Text = ""
    closed_item: StrictBool = False
    minutes_url: Text = ""
    remarks: Text = ""
    remarks_about: Text = ""
    dissent: Text = ""
    reason: Text = ""

    def submission(self) -> Submission:
        return Submission(**self.model_dump())


class FileIn(Input):
    """A file in JSON: `content` is base64."""

    filename: Text
    content: str


class TogetherIn(BaseModel):
    """What is told once of several items: their numbers, and the fields of each beside them, as
    `{"items": [1, 2, 5], "category": "law", "text": "…", "lasts": "permanent"}`."""

    model_config = ConfigDict(extra="allow")

    items: Annotated[list[StrictInt], Field(min_length=1, max_length=10_000)]


class FieldsIn(BaseModel):
    """An answer to a kind that declares its own fields: they stand beside these, by name; files
    are lists of `filename` and `content`. `together` writes the same at several items, where the
    kind asks about items."""

    model_config = ConfigDict(extra="allow")

    version: StrictInt
    name: Text
    title: Text
    reason: Text = ""
    together: list[TogetherIn] = Field(default_factory=list)


class AnyAnswerIn(RootModel[dict[str, Any]]):
    """Which of the two it is follows from what the round asks."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        models = (AnswerIn, FieldsIn)
        return {"anyOf": [handler(model.__pydantic_core_schema__) for model in models]}


@dataclass(frozen=True, slots=True)
class GivenFile:
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What was understood of an answer; `files` by field, not checked yet."""

    submission: Submission
    files: Mapping[str, Sequence[GivenFile]] = field(default_factory=dict)


def given_by(question: Question, body: bytes | dict[str, Any]) -> Given:
    """Raises ValidationError for what has not the right form, Refusal for a file that has not."""
    return READERS[question.shape](question, body)


def _decision(_question: Question, body: bytes | dict[str, Any]) -> Given:
    return Given(_validated(AnswerIn, body).submission())


def _fields(question: Question, body: bytes | dict[str, Any]) -> Given:
    given = _validated(FieldsIn, body)
    own = dict(given.model_extra or {})
    if given.together:
        own = _with_together(own, given.together, question)
    read: dict[int, GivenFile] = {}  # one that is told of several items is read once
    files: dict[str, list[GivenFile]] = {}
    for name in question.file_fields:
        entries = _entries(own.get(name, []), name)
        read |= {id(entry): given_file(entry, name) for entry in entries if id(entry) not in read}
        files[name] = [read[id(entry)] for entry in entries]
    own = {name: value for name, value in own.items() if name not in files}
    signed = given.model_dump(include={"version", "name", "title", "reason"})
    return Given(Submission(**signed, own=own), files)


def _with_together(
    own: dict[str, Any], groups: Sequence[TogetherIn], question: Question
) -> dict[str, Any]:
    told = told_of_each([group.model_dump() for group in groups], question)
    for name in own:
        if name in told:
            raise Refusal(f"Feltet »{name}« står også i »{ONCE}«.", field=name)
    return own | told


READERS = {Shape.DECISION: _decision, Shape.FIELDS: _fields}


def _validated(model: type[Model], body: bytes | dict[str, Any]) -> Model:
    if isinstance(body, bytes):
        return model.model_validate_json(body)
    return model.model_validate(body)


def _entries(value: object, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refusal(f"Feltet »{field}« skal være en liste af filer.", field=field)
    return value


def given_file(entry: object, field: str) -> GivenFile:
    try:
        given = FileIn.model_validate(entry)
        return GivenFile(given.filename, base64.b64decode(given.content, validate=True))
    except (ValidationError, binascii.Error, ValueError):
        raise Refusal(
            f"En fil i »{field}« skal have »filename« og »content«, det sidste i base64.",
            field=field,
        ) from None
