"""What a search found, and whether that is all there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What was found, the first of it where it is much.

    `total` is how many there are, None where that is not known; `complete` whether all of them are `items`.
    """

    items: tuple[T, ...] = ()
    total: int | None = 0
    complete: bool = True

    @classmethod
    def of(cls, items: Sequence[T], complete: bool = True) -> Found[T]:
        """All there is; or, not `complete`, some of what nobody has counted."""
        return cls(tuple(items), len(items) if complete else None, complete)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
