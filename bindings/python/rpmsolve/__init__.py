"""Solve RPM dependencies as dnf does, and build AWS Lambda layers of stock RPMs: in-process, in milliseconds.

>>> import rpmsolve
>>> rpmsolve.Evr("1.0-1") < rpmsolve.Evr("1.0-2")
True
>>> rpmsolve.Nevra("git-core-2.39.5-1.el9.x86_64").name
'git-core'

A :class:`Pool` is loaded once and asked often; every verb of the command `rpmsolve` is a function, and a coroutine in
:mod:`rpmsolve.aio`.
"""

from __future__ import annotations

from rpmsolve import aio, documents, errors
from rpmsolve._call import ProgressCallback
from rpmsolve._documents import (
    Audit,
    Check,
    Finding,
    Installation,
    Layer,
    Lock,
    Problem,
    Profile,
    Progress,
    Transaction,
)
from rpmsolve._error import (
    CancelledError,
    InputError,
    NegativeError,
    NetworkError,
    RpmsolveError,
    RpmsolveWarning,
    StaleError,
    UnsolvableError,
    UsageError,
)
from rpmsolve._native import Cancel, Capability, Evr, Nevra, Package
from rpmsolve._native import version as _version
from rpmsolve._pool import Pool, Solution
from rpmsolve._progress import bar
from rpmsolve._request import Request
from rpmsolve._values import Repository
from rpmsolve._verbs import *  # noqa: F403

__version__ = _version()

__all__ = [
    "Audit",
    "Cancel",
    "CancelledError",
    "Capability",
    "Check",
    "Evr",
    "Finding",
    "InputError",
    "Installation",
    "Layer",
    "Lock",
    "NegativeError",
    "NetworkError",
    "Nevra",
    "Package",
    "Pool",
    "Problem",
    "Profile",
    "Progress",
    "ProgressCallback",
    "Repository",
    "Request",
    "RpmsolveError",
    "RpmsolveWarning",
    "Solution",
    "StaleError",
    "Transaction",
    "UnsolvableError",
    "UsageError",
    "add",
    "aio",
    "audit",
    "bar",
    "build",
    "cache_clean",
    "cache_info",
    "cache_path",
    "check",
    "diff",
    "documents",
    "errors",
    "export",
    "fetch",
    "info",
    "init",
    "layer",
    "list",
    "lock",
    "lock_show",
    "plan",
    "profile_make",
    "profile_show",
    "provides",
    "remove",
    "resolve",
    "runtimes",
    "search",
    "sync",
    "testcase",
    "tree",
    "vendor",
    "verify",
    "why",
]
