"""Memory: what was made of a text, kept for when the same text is looked at again, until it is told to forget.

Those whose order of arrival is a secret are screened in the web process; such a memory, in the order in which they
came, must not outlast that.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol, TypeVar, cast

MOST = 4_096
"""Texts: those read together and their clauses."""


class _Forgetful(Protocol):
    def cache_clear(self) -> None: ...

    def cache_info(self) -> Any: ...


Function = TypeVar("Function", bound=Callable[..., object])
_remembering: list[_Forgetful] = []
_clearing: list[Callable[[], None]] = []


def remembered(function: Function) -> Function:
    """A function of a text that remembers its latest answers."""
    kept = lru_cache(maxsize=MOST)(function)
    _remembering.append(kept)
    return cast(Function, kept)


def also_forget(clear: Callable[[], None]) -> None:
    """Registers what lets go of a memory of another kind."""
    _clearing.append(clear)


def forget() -> None:
    """Lets go of every text and of what was made of it."""
    for clear in _clearing:
        clear()
    for function in _remembering:
        function.cache_clear()
