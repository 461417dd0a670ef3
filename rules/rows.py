"""Rows of a column frame, made when they are looked at: a page shows a hundred of a million."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:  # who only asks what kind of list it has does not load polars
    import polars as pl

T = TypeVar("T")


class Rows(Sequence[T]):
    """`make` gets a frame and gives its rows; a row that is looked at twice is made twice.

    by  columns whose order is that of the rows; none: the frame's own
    """

    def __init__(
        self,
        frame: "pl.DataFrame | pl.LazyFrame",
        make: "Callable[[pl.DataFrame], Iterator[T]]",
        by: Sequence[str] = (),
    ) -> None:
        self._frame, self.make, self.by = frame.lazy(), make, by

    @cached_property
    def frame(self) -> "pl.DataFrame":
        return (self._frame.sort(self.by) if self.by else self._frame).collect()

    def mapped(self, change: Callable[[T], T]) -> "Rows[T]":
        """Each row changed, when it is looked at."""
        return Rows(self._frame, lambda some: map(change, self.make(some)), self.by)

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
