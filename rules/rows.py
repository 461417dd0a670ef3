"""Rows of a column frame, made when they are looked at: a page shows a hundred of a million."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

import polars as pl

T = TypeVar("T")


class Rows(Sequence[T]):
    """`make` gets a frame and gives its rows; the same row looked at twice is made twice."""

    def __init__(self, frame: pl.DataFrame, make: Callable[[pl.DataFrame], Iterator[T]]) -> None:
        self.frame, self.make = frame, make

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[T]:
        return self.make(self.frame)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return list(self.make(self.frame[index]))
        return next(self.make(self.frame[index : index + 1 or None]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
