"""How verbs are called: options as JSON, warnings as Python's warnings, and the same for asyncio."""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar, Union

from rpmsolve import _native
from rpmsolve._document import Document
from rpmsolve._documents import Progress
from rpmsolve._error import RpmsolveWarning
from rpmsolve._native import Cancel
from rpmsolve._values import Repository

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
    if isinstance(value, Repository):
        return asdict(value)
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
    """Passes on what the library warns of."""
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
    return await in_thread(lambda told, cancel: call(verb, options, document, told, cancel), progress, cancel)


T = TypeVar("T")


async def in_thread(
    work: Callable[[ProgressCallback | None, Cancel], T],
    progress: ProgressCallback | None,
    cancel: Cancel | None,
) -> T:
    """Does something on another thread; progress is told in this one."""
    flag = cancel or Cancel()
    loop = asyncio.get_running_loop()
    told = (lambda at: loop.call_soon_threadsafe(progress, at)) if progress else None
    try:
        return await asyncio.to_thread(work, told, flag)
    except asyncio.CancelledError:
        flag.cancel()
        raise
