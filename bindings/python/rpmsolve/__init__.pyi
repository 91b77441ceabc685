from os import PathLike
from typing import Any, Iterable, Mapping

class Error(Exception):
    code: str

def resolve(
    repositories: Iterable[str | PathLike[str]],
    specs: Iterable[str],
    *,
    base: Iterable[str | PathLike[str]] = (),
    arch: str | None = None,
    weak: bool = True,
    best: bool = False,
    exclude: Iterable[str] = (),
    priorities: Mapping[str, int] | None = None,
) -> dict[str, Any]: ...
