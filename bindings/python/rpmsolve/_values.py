"""Values that are given to verbs: repositories."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rpmsolve._document import Kind, Options


@dataclass(frozen=True, slots=True)
class Repository(Options):
    """Where packages come from.

    >>> Repository("https://mirror.example/os/", id="os", priority=10)
    Repository(place='https://mirror.example/os/', id='os', priority=10)
    """

    place: str | os.PathLike[str]
    """A URL, the name of a preset (`al2023`), a directory or a file. A path is kept as its text."""

    id: str | None = None
    """What it is called; r0, r1 and so on if nothing is said."""

    priority: int | None = None
    """Of two repositories that have a package the one with the lower number wins; 99 if nothing is said."""

    _kinds: ClassVar[Mapping[str, Kind]] = {"place": None, "id": None, "priority": None}

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", os.fspath(self.place))
