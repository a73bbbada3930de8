"""What takes long to work out: made once, a few at a time, and kept while its rule set is served."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from fastapi import HTTPException

MOST = 8
"""How many answers of a rule set are kept."""

AT_ONCE = 1
"""How many are worked out at the same time in a process: the others' pages need the processor too."""

MOST_WAITING = 4
"""How many requests may wait for one. Each holds one of the threads that all pages share."""

BUSY = "Servern är upptagen med andra beräkningar. Försök igen om en stund."

Made = TypeVar("Made")


class Queue:
    """Those who wait for something heavy: few enough that there are threads left for the pages."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._turn = threading.Semaphore(at_once)
        self._places = threading.Semaphore(at_once + waiting)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the queue. Raises HTTPException (503) where there is none."""
        if not self._places.acquire(blocking=False):
            raise HTTPException(503, BUSY, {"Retry-After": "5"})
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn to work, once it has come."""
        with self._turn:
            yield


QUEUE = Queue()
"""The queue of this process."""


class Memory:
    """Answers by what they are answers to, the latest few kept. Safe from every thread.

    The same thing is never made twice at once: the second who asks waits for the first. What makes one thing
    must not ask for another, since its turn would never come.
    """

    def __init__(self, queue: Queue = QUEUE) -> None:
        self._queue = queue
        self._made: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives for `key`. Raises what it raises, which is not kept; HTTPException when busy."""
        with self._lock:
            known = self._made.get(key)
            if known is not None and known.done():
                self._made.move_to_end(key)
                kept: Made = known.result()
                return kept
        with self._queue.place():
            return self._wait(key, make)

    def _wait(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self._lock:
            future = self._made.get(key)
            mine = future is None
            if future is None:
                future = self._made[key] = Future()
        if mine:
            self._make(key, make, future)
        made: Made = future.result()
        return made

    def _make(self, key: Hashable, make: Callable[[], Made], future: Future[Any]) -> None:
        try:
            with self._queue.turn():
                made = make()
        except BaseException as error:  # noqa: BLE001 - told to everyone who waits for it
            with self._lock:
                del self._made[key]
            future.set_exception(error)
            return
        future.set_result(made)
        with self._lock:
            for old in [each for each, one in self._made.items() if one.done()][:-MOST]:
                del self._made[old]
