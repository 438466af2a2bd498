"""A bounded memory of a process: what was used lately stays, the rest is forgotten. Threads may share it."""
from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K, V = TypeVar("K"), TypeVar("V")


class Kept(Generic[K, V]):
    """Like a dict, but bounded: by the number of entries, or by their sizes as `size_of` tells them."""

    def __init__(self, *, entries: int = 0, size: int = 0, size_of: Callable[[V], int] = lambda value: 1):
        self.most, self.size_of = entries or size, size_of
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __contains__(self, key: K) -> bool:
        return key in self._entries

    def __getitem__(self, key: K) -> V:
        self._entries.move_to_end(key)
        return self._entries[key]

    def get(self, key: K) -> V | None:
        try:
            return self[key]
        except KeyError:  # never there, or another thread just made room
            return None

    def put(self, key: K, value: V) -> V:
        with self._lock:
            if key in self._entries:
                self._size -= self.size_of(self._entries[key])
            self._entries[key] = value
            self._size += self.size_of(value)
            while self._size > self.most and len(self._entries) > 1:
                self._size -= self.size_of(self._entries.popitem(last=False)[1])
        return value

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._size = 0
