"""Errors: one base, a class for each thing that an error means, and below these one for each code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rpmsolve._documents import Problem


class RpmsolveError(Exception):
    """Why there is no answer. `code` names the kind of error and does not change between versions.

    >>> try:
    ...     rpmsolve.Evr("x:1")
    ... except RpmsolveError as error:
    ...     error.code, type(error).__name__
    ('evr-epoch', 'EvrEpochError')
    """

    def __init__(self, message: str, code: str = "usage", document: str = "{}") -> None:
        super().__init__(message, code, document)
        self.code = code
        self._document = document

    def __str__(self) -> str:
        return str(self.args[0])

    @property
    def document(self) -> dict[str, Any]:
        """What the command prints with `--json` where this happens."""
        said: dict[str, Any] = json.loads(self._document)
        return said


class NegativeError(RpmsolveError):
    """The question was understood, and its answer is no."""


class UsageError(RpmsolveError, ValueError):
    """The question has no meaning."""


class InputError(RpmsolveError):
    """What the question is about is not in order: a repository, a package, a key, a file."""


class NetworkError(RpmsolveError):
    """The network."""


class CancelledError(RpmsolveError):
    """Somebody had enough."""


class StaleError(NegativeError):
    """The lock is not that of the project."""


class UnsolvableError(NegativeError):
    """What was asked for cannot be had.

    >>> try:
    ...     rpmsolve.Pool([DEMO], arch="x86_64", runtime="provided.al2023").solve("hello-broken")
    ... except UnsolvableError as error:
    ...     print(error.problems[0].children[0].message)
    nothing provides libgreet >= 9 needed by hello-broken-1.0-1.noarch from r0
    """

    @property
    def problems(self) -> tuple[Problem, ...]:
        """One tree of reasons for each independent problem."""
        from rpmsolve._documents import Problem

        return tuple(Problem.from_dict(problem) for problem in self.document["problems"])

    @property
    def hints(self) -> tuple[str, ...]:
        """What helps."""
        return tuple(self.document["hints"])


class RpmsolveWarning(UserWarning):
    """Something is missing or odd, and could be done without."""


def make(code: str, message: str, document: str) -> RpmsolveError:
    """The exception of a code."""
    from rpmsolve._errors import ERRORS

    return ERRORS.get(code, RpmsolveError)(message, code, document)
