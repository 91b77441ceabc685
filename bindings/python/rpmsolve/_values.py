"""Values that are given to verbs: repositories and requests."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Repository:
    """Where packages come from.

    >>> Repository("https://mirror.example/os/", id="os", priority=10)
    Repository(place='https://mirror.example/os/', id='os', priority=10)
    """

    place: str | os.PathLike[str]
    """A URL, the name of a preset (`al2023`), a directory or a file."""

    id: str | None = None
    """What it is called; r0, r1 and so on if nothing is said."""

    priority: int | None = None
    """Of two repositories that have a package the one with the lower number wins; 99 if nothing is said."""
