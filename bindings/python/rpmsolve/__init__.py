"""Solve RPM dependencies: what dnf would install, or why it cannot be done."""

import json as _json
import platform as _platform

from . import _native

__all__ = ["Error", "resolve"]


class Error(Exception):
    """Something could not be read. ``code`` names the kind, and does not change between versions."""

    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def resolve(repositories, specs, *, base=(), arch=None, weak=True, best=False, exclude=(), priorities=None):
    """Say which packages are needed to install ``specs``.

    Returns the report of ``rpmsolve resolve --json`` as a dictionary: its ``status`` is ``solved`` or
    ``unsolvable``. Raises :class:`Error` if a repository or a spec cannot be read.

    >>> resolve(["testdata/repos/demo"], ["hello-broken"], arch="x86_64")["status"]
    'unsolvable'
    """
    try:
        text = _native.resolve(
            list(map(str, repositories)),
            list(specs),
            base=list(map(str, base)),
            arch=arch or _platform.machine().replace("arm64", "aarch64"),
            weak=weak,
            best=best,
            exclude=list(exclude),
            priorities=list((priorities or {}).items()),
        )
    except _native.RpmsolveError as error:
        raise Error(*error.args) from None
    return _json.loads(text)
