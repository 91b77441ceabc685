"""How verbs are called: options as JSON, warnings as Python's warnings, and the same for asyncio."""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, Union

from rpmsolve import _native
from rpmsolve._document import Document
from rpmsolve._documents import Progress
from rpmsolve._error import CancelledError, RpmsolveWarning
from rpmsolve._native import Cancel

StrPath = Union[str, "os.PathLike[str]"]
"""A path, or what stands for one."""

Options = Mapping[str, Any]
"""Options of a verb; None is as it usually is."""

ProgressCallback = Callable[[Progress], object]
"""Is told how far things are, from other threads."""

D = TypeVar("D", bound=Document)


def encode(options: Options) -> str:
    """Options as JSON."""
    return json.dumps({key: value for key, value in options.items() if value is not None}, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Document):
        return value.to_dict()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


def listener(progress: ProgressCallback | None) -> Callable[[str, int, int | None, bool], object] | None:
    """A callback as the library calls it."""
    if progress is None:
        return None
    told = progress
    return lambda stage, done, total, finished: told(
        Progress(stage=stage, done=done, total=total, finished=finished)  # type: ignore[arg-type]
    )


def warn(messages: Iterable[str], stacklevel: int = 3) -> None:
    """Passes on what the library warns of, as a warning of whoever called the function that calls this."""
    for message in messages:
        warnings.warn(message, RpmsolveWarning, stacklevel=stacklevel + 1)


def call(
    verb: str,
    options: Options,
    document: type[D],
    progress: ProgressCallback | None,
    cancel: Cancel | None,
) -> D:
    """Does what a verb says."""
    text, messages = _native.call(verb, encode(options), listener(progress), cancel)
    warn(messages)
    return document.from_json(text)


async def call_async(
    verb: str,
    options: Options,
    document: type[D],
    progress: ProgressCallback | None,
    cancel: Cancel | None,
) -> D:
    """Does what a verb says on another thread. Who cancels the task gives it up."""

    def work(told: ProgressCallback | None, flag: Cancel) -> tuple[D, list[str]]:
        text, messages = _native.call(verb, encode(options), listener(told), flag)
        return document.from_json(text), messages

    answer, messages = await in_thread(work, progress, cancel)
    warn(messages)
    return answer


T = TypeVar("T")


async def in_thread(
    work: Callable[[ProgressCallback | None, Cancel], T],
    progress: ProgressCallback | None,
    cancel: Cancel | None,
) -> T:
    """Does something on another thread; progress is told in this one, and what that raises gives it up."""
    flag = cancel or Cancel()
    loop = asyncio.get_running_loop()
    raised: list[Exception] = []

    def tell(callback: ProgressCallback, at: Progress) -> None:
        if raised:
            return
        try:
            callback(at)
        except Exception as error:
            raised.append(error)
            flag.cancel()

    told = (lambda at: loop.call_soon_threadsafe(tell, progress, at)) if progress else None
    try:
        done = await asyncio.to_thread(work, told, flag)
    except asyncio.CancelledError:
        flag.cancel()
        raise
    except CancelledError:
        if raised:
            raise raised[0] from None
        raise
    if raised:
        raise raised[0]
    return done
