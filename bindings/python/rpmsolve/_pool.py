"""Pools: packages that are loaded once and asked often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rpmsolve._call import ProgressCallback, StrPath, encode, in_thread, listener, warn
from rpmsolve._documents import Check, Transaction, Why
from rpmsolve._native import Cancel, Package
from rpmsolve._native import Pool as NativePool
from rpmsolve._native import Solution as NativeSolution
from rpmsolve._request import Request
from rpmsolve._values import Repository

if TYPE_CHECKING:
    import pyarrow


class Pool:
    """The packages of repositories, and of what is installed.

    It never changes, and may be used by several threads at a time. It pickles, if it was loaded with `cache`, as the
    path of the file that it is kept in, so that worker processes map the same file.

    >>> with Pool([DEMO], arch="x86_64", runtime="provided.al2023") as pool:
    ...     sorted({package.name for package in pool.providers("libgreet.so.1()(64bit)")})
    ['libgreet']
    >>> "hello" in pool
    True
    """

    __slots__ = ("_native",)
    _native: NativePool

    def __init__(
        self,
        repositories: Sequence[StrPath | Repository],
        *,
        arch: str | None = None,
        base: Sequence[StrPath] | None = None,
        runtime: StrPath | None = None,
        cache: StrPath | None = None,
        progress: ProgressCallback | None = None,
        cancel: Cancel | None = None,
        **options: Any,
    ) -> None:
        """Loads repositories; `options` are those of the verb `resolve` that say where packages come from."""
        said = {
            "repositories": repositories, "arch": arch, "base": base, "runtime": runtime, "cache": cache, **options,
        }
        self._native, messages = NativePool.load(encode(said), listener(progress), cancel)
        warn(messages, stacklevel=2)

    @classmethod
    async def load(
        cls,
        repositories: Sequence[StrPath | Repository],
        *,
        progress: ProgressCallback | None = None,
        cancel: Cancel | None = None,
        **options: Any,
    ) -> Pool:
        """The same for asyncio."""
        said = encode({"repositories": repositories, **options})
        native, messages = await in_thread(
            lambda told, flag: NativePool.load(said, listener(told), flag), progress, cancel
        )
        warn(messages, stacklevel=2)
        pool = cls.__new__(cls)
        pool._native = native
        return pool

    @property
    def repositories(self) -> list[str]:
        """The ids of the repositories, in order."""
        return self._native.repositories

    def __len__(self) -> int:
        return len(self._native)

    def __iter__(self) -> Iterator[Package]:
        return iter(self._native)

    def __contains__(self, spec: object) -> bool:
        return isinstance(spec, str) and bool(self._native.matching(spec))

    def matching(self, spec: str) -> list[Package]:
        """The packages that a spec means: a name, glob, name.arch, NEVRA, capability or path."""
        return self._native.matching(spec)

    def providers(self, what: str) -> list[Package]:
        """The packages that provide a capability or contain a file."""
        return self._native.providers(what)

    def solve(self, *specs: str | Request, cancel: Cancel | None = None, **policy: Any) -> Solution:
        """Asks what is needed to install something; `policy` are the fields of a :class:`Request`.

        >>> pool = Pool([DEMO], arch="x86_64", runtime="provided.al2023")
        >>> [package.name for package in pool.solve("hello", weak=False)]
        ['hello', 'libgreet']
        >>> pool.solve(rpmsolve.Request(["libgreet"], exclude=["libgreet-1.1-1"])).packages
        [<Package libgreet-0:1.0-1.x86_64 from r0>]

        :raises UnsolvableError: if it cannot be installed.
        """
        solution, messages = self._native.solve(encode(_request(specs, policy)), cancel)
        warn(messages, stacklevel=2)
        return Solution(solution)

    async def solve_async(self, *specs: str | Request, cancel: Cancel | None = None, **policy: Any) -> Solution:
        """The same for asyncio."""
        request = encode(_request(specs, policy))
        solution, messages = await in_thread(lambda _, flag: self._native.solve(request, flag), None, cancel)
        warn(messages, stacklevel=2)
        return Solution(solution)

    def check(
        self, *, progress: ProgressCallback | None = None, cancel: Cancel | None = None, **options: Any
    ) -> Check:
        """Says which packages cannot be installed; `options` are those of the verb `check`."""
        text, messages = self._native.check(encode(options), listener(progress), cancel)
        warn(messages, stacklevel=2)
        return Check.from_json(text)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pyarrow.Table:
        """All packages as a table of pyarrow, which takes it over Arrow's C data interface without a copy. Polars,
        DuckDB and others take the pool itself."""
        import pyarrow

        return pyarrow.table(self)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open that would have to be closed: a file is unmapped with the last who looks at it."""

    def __repr__(self) -> str:
        return f"<Pool of {len(self)} packages from {', '.join(self.repositories)}>"

    def __getstate__(self) -> NativePool:
        return self._native

    def __setstate__(self, state: NativePool) -> None:
        self._native = state


class Solution:
    """What is needed to install something: the packages in their pool, and the answer as a document.

    >>> solution = Pool([DEMO], arch="x86_64", runtime="provided.al2023").solve("hello", weak=False)
    >>> len(solution), solution.transaction.status
    (2, 'solved')
    >>> solution.why("libgreet").status
    'found'
    """

    __slots__ = ("_native", "_transaction")

    def __init__(self, native: NativeSolution) -> None:
        self._native = native
        self._transaction: Transaction | None = None

    @property
    def packages(self) -> list[Package]:
        """The packages to install."""
        return self._native.packages

    @property
    def transaction(self) -> Transaction:
        """The answer as a document. It is made when it is asked for."""
        if self._transaction is None:
            self._transaction = Transaction.from_json(self._native.to_json())
        return self._transaction

    def to_json(self) -> str:
        """What `rpmsolve resolve --json` prints."""
        return self._native.to_json()

    def why(self, what: str, *, chains: int | None = None) -> Why:
        """Why something is among the packages: the shortest chains that lead to it."""
        return Why.from_json(self._native.why(what, chains))

    def __len__(self) -> int:
        return len(self._native)

    def __iter__(self) -> Iterator[Package]:
        return iter(self.packages)

    def __repr__(self) -> str:
        return f"<Solution of {len(self)} packages>"


def _request(specs: tuple[str | Request, ...], policy: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"specs": []}
    for spec in specs:
        if isinstance(spec, Request):
            given = spec.to_dict()
            said = {**said, **given, "specs": said["specs"] + given["specs"]}
        else:
            said["specs"].append(spec)
    return {**said, **policy}
