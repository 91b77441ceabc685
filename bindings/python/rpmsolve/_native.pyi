# What rpmsolve is in Rust. Made by `cargo xtask faces`.
from _typeshed import SupportsGetItem
from os import PathLike
from pathlib import Path
from typing import Any, SupportsIndex, final

__all__ = ["Cancel", "Capability", "Evr", "Nevra", "Package", "PackageIterator", "Pool", "Solution", "call", "main", "verbs", "version"]

@final
class Cancel:
    """
    A flag that gives up whatever was started with it. There is no way back.

    >>> flag = Cancel()
    >>> flag.cancel()
    >>> flag.is_cancelled
    True
    """
    def __new__(cls, /) -> Cancel: ...
    def cancel(self, /) -> None:
        """
        Sets it.
        """
    @property
    def is_cancelled(self, /) -> bool:
        """
        Whether it is set.
        """

@final
class Capability:
    """
    What a package can provide or require: a name, and maybe a version.

    >>> capability = Capability("perl(Carp) >= 1.2")
    >>> capability.name, capability.comparison, capability.evr
    ('perl(Carp)', '>=', Evr('1.2'))
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __getnewargs__(self, /) -> tuple[str]: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __le__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str) -> Capability: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def comparison(self, /) -> str | None:
        """
        The comparison: `=`, `<`, `<=`, `>`, `>=`; None if any version will do.
        """
    @property
    def evr(self, /) -> Evr | None:
        """
        The version that it is compared with.
        """
    @property
    def name(self, /) -> str:
        """
        The name; a path if it begins with `/`.
        """

@final
class Evr:
    """
    Epoch, version and release, ordered as rpm orders them.

    >>> Evr("1.0~rc1-1") < Evr("1.0-1") < Evr("1:0.1-1")
    True
    >>> Evr("1.0-1") == Evr("0:1.00-1")
    True
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __getnewargs__(self, /) -> tuple[str]: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __le__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str) -> Evr: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def epoch(self, /) -> int:
        """
        The epoch; 0 if nothing is said.
        """
    @property
    def release(self, /) -> str | None:
        """
        The release, if one is said.
        """
    @property
    def version(self, /) -> str:
        """
        The version.
        """

@final
class Nevra:
    """
    Name, epoch, version, release and architecture of a package.

    >>> nevra = Nevra("git-core-2.39.5-1.el9.x86_64")
    >>> nevra.name, nevra.evr, nevra.arch
    ('git-core', Evr('2.39.5-1.el9'), 'x86_64')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __getnewargs__(self, /) -> tuple[str]: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __le__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str) -> Nevra: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def arch(self, /) -> str:
        """
        The architecture.
        """
    @property
    def evr(self, /) -> Evr:
        """
        Epoch, version and release.
        """
    @property
    def name(self, /) -> str:
        """
        The name.
        """

@final
class Package:
    """
    A package of a pool. It holds the pool, and compares by name, version, architecture and repository.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __le__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Pool, int]]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def arch(self, /) -> str:
        """
        The architecture.
        """
    @property
    def checksum(self, /) -> str:
        """
        Its checksum, `type:hexadecimal`; empty if none is known.
        """
    @property
    def conflicts(self, /) -> list[str]:
        """
        What it cannot be with.
        """
    @property
    def description(self, /) -> str:
        """
        What it is.
        """
    @property
    def enhances(self, /) -> list[str]:
        """
        What it could be with.
        """
    @property
    def epoch(self, /) -> int:
        """
        The epoch; 0 if it has none.
        """
    @property
    def evr(self, /) -> Evr:
        """
        Epoch, version and release.
        """
    @property
    def files(self, /) -> list[str]:
        """
        The files that primary metadata list.
        """
    @property
    def is_base(self, /) -> bool:
        """
        Whether it is installed already.
        """
    @property
    def license(self, /) -> str:
        """
        Its licence.
        """
    @property
    def location(self, /) -> str:
        """
        Where it is in its repository.
        """
    @property
    def name(self, /) -> str:
        """
        The name.
        """
    @property
    def nevra(self, /) -> str:
        """
        Name, epoch, version, release and architecture; the epoch is always said.
        """
    @property
    def obsoletes(self, /) -> list[str]:
        """
        What it takes the place of.
        """
    @property
    def provides(self, /) -> list[str]:
        """
        What it provides.
        """
    @property
    def recommends(self, /) -> list[str]:
        """
        What should be with it.
        """
    @property
    def release(self, /) -> str:
        """
        The release.
        """
    @property
    def repo(self, /) -> str:
        """
        The id of the repository that it is in.
        """
    @property
    def requires(self, /) -> list[str]:
        """
        What it requires.
        """
    @property
    def size_download(self, /) -> int:
        """
        Bytes of the package.
        """
    @property
    def size_installed(self, /) -> int:
        """
        Bytes of what it installs.
        """
    @property
    def source_rpm(self, /) -> str:
        """
        The source package that it was made of.
        """
    @property
    def suggests(self, /) -> list[str]:
        """
        What could be with it.
        """
    @property
    def summary(self, /) -> str:
        """
        What it is, in a line.
        """
    @property
    def supplements(self, /) -> list[str]:
        """
        What it should be with.
        """
    @property
    def time_build(self, /) -> int:
        """
        When it was built, in seconds since 1970.
        """
    @property
    def url(self, /) -> str:
        """
        Its home.
        """
    @property
    def vendor(self, /) -> str:
        """
        Who has made it.
        """
    @property
    def version(self, /) -> str:
        """
        The version.
        """

@final
class PackageIterator:
    """
    Goes through the packages of a pool.
    """
    def __iter__(self, /) -> PackageIterator: ...
    def __length_hint__(self, /) -> int: ...
    def __next__(self, /) -> Package: ...

@final
class Pool:
    """
    The packages of repositories, and of what is installed.
    """
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> "object":
        """
        All packages as a table, over Arrow's C data interface.
        """
    def __iter__(self, /) -> PackageIterator: ...
    def __len__(self, /) -> int: ...
    def __reduce__(self, /) -> tuple[Any, tuple[str, Path]]: ...
    def at(self, /, number: SupportsIndex) -> Package:
        """
        The package of a number.
        """
    def check(self, /, options: str, progress: Any | None = None, cancel: Cancel | None = None) -> tuple[str, list[str]]:
        """
        Says which packages cannot be installed; options and document as JSON.
        """
    @staticmethod
    def load(options: str, progress: Any | None = None, cancel: Cancel | None = None) -> tuple[Pool, list[str]]:
        """
        Loads what options say, as JSON; warnings beside it.
        """
    @staticmethod
    def load_kept(options: str, file: str | PathLike[str]) -> Pool:
        """
        Loads what was kept in a file, maybe by another process.
        """
    def matching(self, /, spec: str) -> list[Package]:
        """
        The packages that a spec means.
        """
    def providers(self, /, what: str) -> list[Package]:
        """
        The packages that provide a capability or contain a file.
        """
    @property
    def repositories(self, /) -> list[str]:
        """
        The ids of the repositories, in order.
        """
    def solve(self, /, request: str, cancel: Cancel | None = None) -> tuple[Solution, list[str]]:
        """
        Asks what is needed to install something; the request is JSON.
        """
    @property
    def state(self, /) -> tuple[str, Path | None]:
        """
        What it was made of, as JSON, and the file that it is kept in, whose name is the checksum of that.
        """

@final
class Solution:
    """
    What is needed to install something.
    """
    def __len__(self, /) -> int: ...
    def __reduce__(self, /) -> str: ...
    @property
    def packages(self, /) -> list[Package]:
        """
        The packages to install.
        """
    def to_json(self, /) -> str:
        """
        The document as JSON.
        """
    def why(self, /, what: str, chains: SupportsIndex | None = None) -> str:
        """
        Why something is among what is needed, as JSON.
        """

def call(verb: str, options: str, progress: Any | None = None, cancel: Cancel | None = None) -> tuple[str, list[str]]:
    """
    Does what a verb says: options and document as JSON; warnings beside it.
    """

def main(arguments: SupportsGetItem[int, str]) -> int:
    """
    Runs the command with arguments, the first of which is its name, and returns the status to exit with.
    """

def verbs() -> list[str]:
    """
    The names of all verbs.
    """

def version() -> str:
    """
    The version of the package.
    """
