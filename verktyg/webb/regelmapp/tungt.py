"""What takes long to work out: in a thread aside, one at a time, and kept while its rule set is served.

All heavy work of pages goes this way, so that it cannot take the processor or the threads from the others:
`served.heavy.of(key, make)` waits until it is done, and `served.heavy.soon(key, make)` only a while.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from fastapi import HTTPException

MOST = 8
"""How many answers of a rule set are kept."""

AT_ONCE = 1
"""How many are worked out at the same time in a process: the others' pages need the processor too."""

MOST_WAITING = 4
"""How many may wait: works for their turn, and requests for the work that another has begun."""

SECONDS = 1.5
"""How long a page waits with `soon` before it says that something is being worked out."""

BUSY = "Servern är upptagen med andra beräkningar. Försök igen om en stund."
OUTDATED = "Reglerna byttes ut medan sidan räknades fram. Ladda om sidan."

Made = TypeVar("Made")


class Queue:
    """Works that wait for their turn. Safe from every thread."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._turn = threading.Semaphore(at_once)
        self._places = threading.Semaphore(at_once + waiting)

    def begin(self, make: Callable[[], Made]) -> Future[Made]:
        """Have something made in its turn. Raises HTTPException (503) where too much waits already."""
        self._take_place()
        future = Future[Made]()
        threading.Thread(target=self._work, args=(make, future), name="tungt", daemon=True).start()
        return future

    def run(self, make: Callable[[], Made]) -> Made:
        """What `make` gives, when its turn has come. Raises what it raises, and HTTPException (503)."""
        return self.begin(make).result()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place to wait in for another's work. Raises HTTPException (503) where there is none."""
        self._take_place()
        try:
            yield
        finally:
            self._places.release()

    def _take_place(self) -> None:
        if not self._places.acquire(blocking=False):
            raise HTTPException(503, BUSY, {"Retry-After": "5"})

    def _work(self, make: Callable[[], Made], future: Future[Made]) -> None:
        tell: Callable[[], None] | None = None
        with self._turn:
            if future.set_running_or_notify_cancel():
                tell = _made(make, future)
        self._places.release()
        if tell is not None:
            tell()


def _made(make: Callable[[], Made], future: Future[Made]) -> Callable[[], None]:
    """Make something; returns what tells those who wait how it went."""
    try:
        return partial(future.set_result, make())
    except BaseException as error:  # noqa: BLE001 - told to everyone who waits for it
        return partial(future.set_exception, error)


QUEUE = Queue()
"""The queue of this process."""


class Heavy:
    """What has been worked out of one rule set, by what it is, the latest few kept. Safe from every thread.

    The same thing is never made twice at once: the second who asks waits for the first. What fails is not
    kept. What makes one thing must not ask for another, since its turn would never come.
    """

    def __init__(self, queue: Queue = QUEUE) -> None:
        self._queue = queue
        self._made: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._ended = False

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives. Raises what it raises, and HTTPException (503) when busy or outdated."""
        future, mine = self._begun(key, make)
        try:
            if mine or future.done():
                return future.result()
            with self._queue.place():
                return future.result()
        except CancelledError:
            raise HTTPException(503, OUTDATED, {"Retry-After": "1"}) from None

    def soon(self, key: Hashable, make: Callable[[], Made], seconds: float | None = None) -> Made | None:
        """The same, None where it is not ready within `seconds` (those of a page, unless said): ask again."""
        try:
            future, _ = self._begun(key, make)
            return future.result(SECONDS if seconds is None else seconds)
        except (NotYet, CancelledError):
            return None
        except HTTPException:  # too much waits already
            return None

    def end(self) -> None:
        """Stop: the rule set is not served any more. What waits is left undone, and `check` says so."""
        self._ended = True
        with self._lock:
            for future in self._made.values():
                future.cancel()

    def check(self) -> None:
        """For long work to call now and then. Raises CancelledError when nobody needs it any more."""
        if self._ended:
            raise CancelledError

    def _begun(self, key: Hashable, make: Callable[[], Made]) -> tuple[Future[Made], bool]:
        """What is being made, or has been; and whether it was begun here. Raises HTTPException (503)."""
        with self._lock:
            known = self._made.get(key)
            if known is not None and not _failed(known):
                self._made.move_to_end(key)
                return known, False
            self._made.pop(key, None)
            done = [each for each, one in self._made.items() if one.done()]
            future = self._made[key] = self._queue.begin(make)
            for old in done[: 1 - MOST]:
                del self._made[old]
            return future, True


def _failed(future: Future[Any]) -> bool:
    return future.cancelled() or (future.done() and future.exception() is not None)
