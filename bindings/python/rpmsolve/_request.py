"""What is asked of a pool. Made by `cargo xtask faces`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

from rpmsolve._document import Kind, Options


@dataclass(frozen=True, slots=True)
class Request(Options):
    """What is asked of a pool. It does not change.

    >>> Request(["git"], weak=False).specs
    ('git',)
    """

    specs: Sequence[str]
    """What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group"""

    _: KW_ONLY

    allowerasing: bool | None = None
    """Remove packages of the base where there is no answer otherwise"""

    best: bool | None = None
    """Insist on the best version of what is asked for, instead of the best that works"""

    disablerepo: Sequence[str] | None = None
    """Install nothing from a repository; what it has is named where it would help"""

    disfavor: Sequence[str] | None = None
    """Take these packages for want of others only, and never because something recommends them"""

    exclude: Sequence[str] | None = None
    """Never choose these packages"""

    exclude_from_weak: Sequence[str] | None = None
    """Do not install these packages because something recommends them"""

    favor: Sequence[str] | None = None
    """Prefer these packages where others would do as well; the last one is liked best"""

    includepkgs: Sequence[str] | None = None
    """Choose among these packages only"""

    lock_base: bool | None = None
    """Keep the base as it is: add to it, and nothing else"""

    modules: Sequence[str] | None = None
    """Enable a module stream; without it a module has its default stream, or none"""

    objective: str | None = None
    """What to aim for"""

    pin: Sequence[str] | None = None
    """Of the packages of these names, these are the only ones to be had: openssl-3.0*"""

    skip_broken: bool | None = None
    """Leave out what cannot be installed"""

    time_limit: float | None = None
    """How long to look for the smallest answer, or for the proof that it is (default 10)"""

    weak: bool | None = None
    """Follow weak dependencies, as dnf does (the default)"""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "allowerasing": None,
        "best": None,
        "disablerepo": [None],
        "disfavor": [None],
        "exclude": [None],
        "exclude_from_weak": [None],
        "favor": [None],
        "includepkgs": [None],
        "lock_base": None,
        "modules": [None],
        "objective": None,
        "pin": [None],
        "skip_broken": None,
        "specs": [None],
        "time_limit": None,
        "weak": None,
    }
