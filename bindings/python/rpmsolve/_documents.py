"""What verbs answer: the command's documents as values. Made by `cargo xtask faces`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from rpmsolve._document import ABSENT, Document, Kind

FileGroup = Literal[
    "documentation",
    "manual-pages",
    "locales",
    "headers",
    "static-libraries",
    "licences",
    "fonts",
    "libraries",
    "programs",
    "modules",
    "configuration",
    "data",
    "other",
]
"""A kind of files."""

FindingKind = Literal[
    "hard-coded-path",
    "bare-prefix",
    "packed-path",
    "broken-link",
    "link-to-base",
    "missing-soname",
    "missing-symbol-version",
    "shadowed-soname",
    "library-clash",
    "program-clash",
    "scriptlet",
    "wrapper",
    "foreign-architecture",
    "file-conflict",
    "setuid",
    "capabilities",
    "special-file",
    "outside-prefix",
    "stale-digest",
    "empty-directory",
    "unreadable",
    "not-utf8",
    "altered",
    "over-budget",
]
"""What a `Finding` is about."""

HeldKind = Literal[
    "package",
    "library",
    "library-of-image",
    "path",
]
"""What a runtime has."""

LeftReason = Literal[
    "shared-directory",
    "search-directory",
    "in-both",
    "in-base",
    "bare-prefix",
    "longer",
    "cut",
    "packed",
    "asked",
    "remains",
    "unknown",
]
"""Why a path that has to do with the layer stayed."""

Rule = Literal[
    "path",
    "directory",
    "pattern",
    "shebang",
    "bare-prefix",
    "search-path",
    "perl-include",
    "bytecode",
]
"""Why a path was rewritten."""

RuntimeStatus = Literal[
    "supported",
    "ending",
    "ended",
]
"""Whether Lambda supports a runtime."""

Severity = Literal[
    "info",
    "warning",
    "error",
]
"""How much a finding matters."""

Stage = Literal[
    "load",
    "solve",
    "check",
    "fetch",
    "unpack",
    "relocate",
    "write",
    "advise",
    "plan",
]
"""What a verb is doing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice(Document):
    """Something that would make a layer smaller."""

    kind: str

    saving_bytes: int

    add: tuple[str, ...] | None = None
    """The NEVRAs of the packages that it has and this answer has not."""

    group: FileGroup | None = None
    """The kind."""

    layer: str | None = None
    """What was given for the other layer."""

    optimal: bool | None = None
    """Whether it is proved that no answer is smaller."""

    packages: tuple[str, ...] | None = None
    """The NEVRAs of the packages."""

    remove: tuple[str, ...] | None = None
    """The NEVRAs of the packages that it does without."""

    spec: str | None = None
    """What was asked for, in the user's words."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "add": [None],
        "group": None,
        "kind": None,
        "layer": None,
        "optimal": None,
        "packages": [None],
        "remove": [None],
        "saving_bytes": None,
        "spec": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchDiff(Document):
    """The difference for an architecture."""

    changes: tuple[PackageChange, ...]
    """What happened to packages, sorted by name."""

    moved: tuple[str, ...]
    """The NEVRAs of packages that are the same, but for their repository, place, key, layers or what needs
    them.
    """

    new_packages: int
    """How many there are."""

    new_size: int
    """Bytes to download now."""

    old_packages: int
    """How many packages there were."""

    old_size: int
    """Bytes to download before."""

    repositories: tuple[str, ...]
    """The ids of repositories that are elsewhere, in another state, or in one of the locks only."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "changes": [lambda: PackageChange],
        "moved": [None],
        "new_packages": None,
        "new_size": None,
        "old_packages": None,
        "old_size": None,
        "repositories": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchitectureInfo(Document):
    """How much is known of a runtime for an architecture."""

    arch: str
    """The architecture."""

    glibc: str | None
    """The version of its C library."""

    libraries: int
    """How many libraries."""

    packages: int
    """How many packages it has."""

    paths: int
    """How many files and directories."""

    symbol_versions: int
    """Of how many libraries the versions of symbols are known."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "glibc": None,
        "libraries": None,
        "packages": None,
        "paths": None,
        "symbol_versions": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit(Document):
    """What would go wrong, as a document."""

    arch: str | None
    """RPM's name of the architecture that programs were taken to run on."""

    bytes: int
    """Size of all files, in bytes."""

    files: int
    """Number of files and links."""

    findings: tuple[Finding, ...]
    """What a person should know, sorted by kind and path."""

    layers: tuple[str, ...]
    """The layers, in the order in which Lambda puts them over each other."""

    left: tuple[Left, ...]
    """Paths under /usr, /etc, /var and /run that files name, and whether the base image has them."""

    needs: tuple[Need, ...]
    """Which file needs which library, and who has it."""

    runtime: str | None
    """The runtime that the layers were held against, or null if the base was described otherwise."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`, or `found` if there is something of the severity that was asked for."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "bytes": None,
        "files": None,
        "findings": [lambda: Finding],
        "layers": [None],
        "left": [lambda: Left],
        "needs": [lambda: Need],
        "runtime": None,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseLibrary(Document):
    """A shared library of the base image."""

    image_only: bool
    """Whether only the container image has it, and the managed runtime does not: then nothing may rely on
    it, and nothing is sure not to meet it.
    """

    path: str
    """Where it lies, absolute; where nobody said so, the place that it would have in the loader's own
    directory.
    """

    versions: tuple[str, ...] | None
    """The symbol versions that it defines; `None` where these are not known."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "image_only": None,
        "path": None,
        "versions": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Block(Document):
    """What came of a block."""

    block: int
    """Which of its blocks, counting from 1."""

    file: str
    """The file."""

    lines: tuple[str, ...]
    """The answer in libsolv's words."""

    unsupported: tuple[str, ...]
    """What of it cannot be done."""

    verdict: str
    """`ok`, `differs` or `unsupported`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "block": None,
        "file": None,
        "lines": [None],
        "unsupported": [None],
        "verdict": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken(Document):
    """A package that cannot be installed."""

    nevra: str
    """The package."""

    problems: tuple[Problem, ...]
    """Why."""

    repo: str
    """The repository that it is in."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "nevra": None,
        "problems": [lambda: Problem],
        "repo": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget(Document):
    """What a layer takes of what a function may have."""

    advice: tuple[Advice, ...]
    """What would make the layer smaller, what saves most first."""

    bytes: int
    """Size of this layer, in bytes."""

    groups: tuple[GroupShare, ...]
    """What kinds of files there are and were left out, the largest first."""

    left_bytes: int | None
    """What is left of the limit, in bytes; `None` without a limit."""

    limit_bytes: int | None
    """What the function may have in all, unzipped, in bytes; `None` for no limit."""

    other_bytes: int
    """What else it has, in bytes."""

    others: tuple[OtherLayer, ...]
    """What else the function has, one by one."""

    over_bytes: int
    """How much is too much, in bytes."""

    packages: tuple[PackageShare, ...]
    """The largest packages, the largest first."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "advice": [lambda: Advice],
        "bytes": None,
        "groups": [lambda: GroupShare],
        "left_bytes": None,
        "limit_bytes": None,
        "other_bytes": None,
        "others": [lambda: OtherLayer],
        "over_bytes": None,
        "packages": [lambda: PackageShare],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Build(Document):
    """The layers of a project."""

    layers: tuple[BuiltLayer, ...]
    """The layers."""

    schema: int
    """The version of the document."""

    status: str
    """`built`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "layers": [lambda: BuiltLayer],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Built(Document):
    """A layer of a plan that was built."""

    archive_bytes: int
    """Size of the archive, in bytes; for a directory the same as `bytes`."""

    budget: Budget
    """Where the bytes go, and what would make the layer smaller."""

    bytes: int
    """Size of the layer unzipped, in bytes; what Lambda's limit counts."""

    environment: tuple[Hint, ...]
    """Variables of the environment that programs need, by program; with wrapper scripts they are set
    already.
    """

    files: int
    """Number of files and links in the layer."""

    findings: tuple[Finding, ...]
    """What a person should know, sorted by kind and path."""

    left: tuple[Left, ...]
    """Paths under /usr and /etc that were left as they are, by file."""

    name: str
    """The layer's name in the plan."""

    output: str
    """Where it is."""

    packages: tuple[LayerPackage, ...]
    """The packages, by NEVRA."""

    rewritten: tuple[Rewritten, ...]
    """Paths that were rewritten, by file."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "archive_bytes": None,
        "budget": lambda: Budget,
        "bytes": None,
        "environment": [lambda: Hint],
        "files": None,
        "findings": [lambda: Finding],
        "left": [lambda: Left],
        "name": None,
        "output": None,
        "packages": [lambda: LayerPackage],
        "rewritten": [lambda: Rewritten],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltLayer(Document):
    """A layer of a project."""

    arch: str
    """The architecture that it is for."""

    archive_bytes: int
    """Size of the archive, in bytes; for a directory the same as `bytes`."""

    budget: Budget
    """Where the bytes go, and what would make the layer smaller."""

    bytes: int
    """Size of the layer unzipped, in bytes; what Lambda's limit counts."""

    environment: tuple[Hint, ...]
    """Variables of the environment that programs need, by program; with wrapper scripts they are set
    already.
    """

    files: int
    """Number of files and links in the layer."""

    findings: tuple[Finding, ...]
    """What a person should know, sorted by kind and path."""

    layer: str
    """Its name."""

    left: tuple[Left, ...]
    """Paths under /usr and /etc that were left as they are, by file."""

    licenses: tuple[str, ...]
    """The licences of its packages, as SPDX expressions where they can be."""

    output: str
    """Where it is."""

    packages: tuple[LayerPackage, ...]
    """The packages, by NEVRA."""

    rewritten: tuple[Rewritten, ...]
    """Paths that were rewritten, by file."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "archive_bytes": None,
        "budget": lambda: Budget,
        "bytes": None,
        "environment": [lambda: Hint],
        "files": None,
        "findings": [lambda: Finding],
        "layer": None,
        "left": [lambda: Left],
        "licenses": [None],
        "output": None,
        "packages": [lambda: LayerPackage],
        "rewritten": [lambda: Rewritten],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Cache(Document):
    """What is kept."""

    path: str
    """The directory."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`."""

    bytes: int | None = None
    """All bytes."""

    keys: CacheShare | None = None
    """Keys from the network."""

    metadata: CacheShare | None = None
    """Metadata of repositories as they were fetched."""

    packages: CacheShare | None = None
    """Packages."""

    pools: CacheShare | None = None
    """Parsed repositories."""

    removed: CacheShare | None = None
    """What was removed, if anything should be."""

    repositories: tuple[CachedRepository, ...] = ABSENT
    """The repositories that are known."""

    unfinished: CacheShare | None = None
    """What was not finished: the next download goes on from there."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "keys": lambda: CacheShare,
        "metadata": lambda: CacheShare,
        "packages": lambda: CacheShare,
        "path": None,
        "pools": lambda: CacheShare,
        "removed": lambda: CacheShare,
        "repositories": [lambda: CachedRepository],
        "schema": None,
        "status": None,
        "unfinished": lambda: CacheShare,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheShare(Document):
    """A part of a cache."""

    bytes: int
    """How many bytes they take."""

    files: int
    """How many files it has."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "files": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class CachedRepository(Document):
    """What is known of a repository."""

    checked_seconds: int
    """When it was last known to be up to date, in seconds since 1970."""

    id: str
    """Its id."""

    revision: str
    """What it calls its state."""

    signed: bool
    """Whether its repomd.xml is signed."""

    url: str
    """Where its repomd.xml was had from."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "checked_seconds": None,
        "id": None,
        "revision": None,
        "signed": None,
        "url": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Document):
    """Something that happens to a package of the base."""

    action: str
    """`upgrade`, `downgrade`, `reinstall`, `remove` or `obsoleted`."""

    from_: str
    """The package of the base."""

    to: str | None
    """What takes its place."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "action": None,
        "from": None,
        "to": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed(Document):
    """What became different in a project."""

    diff: LockDiff | None
    """What became different in the lock, or null if it was not made."""

    layer: str
    """The layer."""

    schema: int
    """The version of the document."""

    status: str
    """`changed` or `unchanged`."""

    added: tuple[str, ...] = ABSENT
    """What it asks for now."""

    removed: tuple[str, ...] = ABSENT
    """What it asks for no more."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "added": [None],
        "diff": lambda: LockDiff,
        "layer": None,
        "removed": [None],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Check(Document):
    """Which packages of a set of repositories cannot be installed."""

    broken: tuple[Broken, ...]
    """Those that cannot be installed, sorted by `nevra`."""

    packages: int
    """How many packages were checked."""

    schema: int
    """The version of the document."""

    status: str
    """`ok` or `broken`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "broken": [lambda: Broken],
        "packages": None,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Diff(Document):
    """What is different between two locks."""

    arches: Mapping[str, ArchDiff]
    """The architectures in which something differs."""

    inputs: bool
    """Whether the projects ask for different things."""

    schema: int
    """The version of the document."""

    status: str
    """`same` or `different`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arches": {"": lambda: ArchDiff},
        "inputs": None,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Export(Document):
    """A lock in the form of another tool, as a document."""

    output: str | None
    """The file that was written, or null if the lock is in `text`."""

    schema: int
    """The version of the document."""

    status: str
    """`exported`."""

    warnings: tuple[str, ...]
    """What cannot be said in that form."""

    text: str | None = None
    """The lock, if it was not written to a file."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "output": None,
        "schema": None,
        "status": None,
        "text": None,
        "warnings": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Document):
    """What is in the repository that was written."""

    bytes: int
    """How many bytes they have."""

    output: str
    """The directory."""

    packages: tuple[VendoredPackage, ...]
    """The packages in it."""

    schema: int
    """The version of the document."""

    status: str
    """`fetched`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "output": None,
        "packages": [lambda: VendoredPackage],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding(Document):
    """One thing to know about the layer."""

    detail: str
    """One sentence for a person."""

    kind: FindingKind
    """What it is about."""

    package: str
    """NEVRA of the package; empty where none is to blame."""

    path: str
    """The path inside the layer, without a leading slash; for what was left out the package's own path."""

    severity: Severity
    """How much it matters."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "detail": None,
        "kind": None,
        "package": None,
        "path": None,
        "severity": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(Document):
    """What was found, as a document."""

    in_runtime: tuple[Held, ...]
    """What it has of what was asked for."""

    packages: tuple[PackageInfo, ...]
    """The packages."""

    runtime: str | None
    """The runtime that was asked, or null."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`, or `none` if nothing was found."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "in_runtime": [lambda: Held],
        "packages": [lambda: PackageInfo],
        "runtime": None,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupShare(Document):
    """How much of a layer a kind of files is."""

    bytes: int
    """Their size, in bytes; hard links count once."""

    files: int
    """Number of files that the packages have."""

    group: FileGroup
    """The kind."""

    kept: bool
    """True if they are in the layer, false if they were left out."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "files": None,
        "group": None,
        "kept": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Held(Document):
    """Something that a runtime has."""

    kind: HeldKind
    """What it is."""

    name: str
    """NEVRA of a package (without epoch where that is not known), path of anything else."""

    what: str
    """What was asked for."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "kind": None,
        "name": None,
        "what": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint(Document):
    """A variable of the environment that a program of the layer needs, or that lets a program of the base
    image use what is in the layer.
    """

    is_list: bool
    """True where the value is a list, to which a value that is there already can be added, `:` between them."""

    name: str
    """The variable."""

    program: str
    """What the hint is about: the program, library or language."""

    programs: tuple[str, ...]
    """The programs in the layer's `bin/` that it is for."""

    value: str
    """Its value."""

    why: str
    """One sentence for a person."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "is_list": None,
        "name": None,
        "program": None,
        "programs": [None],
        "value": None,
        "why": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Init(Document):
    """A project that was made."""

    schema: int
    """The version of the document."""

    status: str
    """`made`."""

    written: tuple[str, ...]
    """The files that were written."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "schema": None,
        "status": None,
        "written": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Installation(Document):
    """A package of an answer."""

    arch: str

    checksum: str
    """`type:hexadecimal`."""

    epoch: int

    location: str

    name: str

    nevra: str

    reason: str
    """`requested`, `dependency` or `weak`."""

    release: str

    repo: str

    required_by: tuple[str, ...]
    """The NEVRAs of the packages that need it."""

    size_download: int

    size_installed: int

    version: str

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "checksum": None,
        "epoch": None,
        "location": None,
        "name": None,
        "nevra": None,
        "reason": None,
        "release": None,
        "repo": None,
        "required_by": [None],
        "size_download": None,
        "size_installed": None,
        "version": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer(Document):
    """A layer that was built."""

    archive_bytes: int
    """Size of the archive, in bytes; for a directory the same as `bytes`."""

    budget: Budget
    """Where the bytes go, and what would make the layer smaller."""

    bytes: int
    """Size of the layer unzipped, in bytes; what Lambda's limit counts."""

    environment: tuple[Hint, ...]
    """Variables of the environment that programs need, by program; with wrapper scripts they are set
    already.
    """

    files: int
    """Number of files and links in the layer."""

    findings: tuple[Finding, ...]
    """What a person should know, sorted by kind and path."""

    left: tuple[Left, ...]
    """Paths under /usr and /etc that were left as they are, by file."""

    output: str
    """Where it is."""

    packages: tuple[LayerPackage, ...]
    """The packages, by NEVRA."""

    rewritten: tuple[Rewritten, ...]
    """Paths that were rewritten, by file."""

    runtime: str | None
    """The runtime that it is for, or null if the base was described otherwise."""

    schema: int
    """The version of the document."""

    status: str
    """`built`."""

    objective: Objective | None = None
    """How small the packages are, if the smallest were asked for."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "archive_bytes": None,
        "budget": lambda: Budget,
        "bytes": None,
        "environment": [lambda: Hint],
        "files": None,
        "findings": [lambda: Finding],
        "left": [lambda: Left],
        "objective": lambda: Objective,
        "output": None,
        "packages": [lambda: LayerPackage],
        "rewritten": [lambda: Rewritten],
        "runtime": None,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerPackage(Document):
    """A package's part in the layer."""

    bytes: int
    """Size of its files in the layer, in bytes."""

    files: int
    """Number of its files and links in the layer."""

    nevra: str
    """Name, epoch, version, release and architecture, as given."""

    repository: str
    """The repository it came from, as given."""

    requested: bool
    """True when it was asked for, false when something needs it."""

    required_by: tuple[str, ...]
    """The NEVRAs of those of the other packages that need it, as given."""

    sha256: str
    """SHA-256 of the `.rpm` file, lower-case hexadecimal."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "files": None,
        "nevra": None,
        "repository": None,
        "requested": None,
        "required_by": [None],
        "sha256": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Left(Document):
    """Paths of one file that were left as they are."""

    offsets: tuple[int, ...]
    """Where the file as packaged names it, in bytes from its beginning; of a packed file 0."""

    path: str
    """The file, inside the layer."""

    reason: LeftReason
    """Why it stayed."""

    text: str
    """The path that it names."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "offsets": [None],
        "path": None,
        "reason": None,
        "text": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock(Document):
    """What is locked."""

    arches: Mapping[str, tuple[LockedPackage, ...]]
    """The packages for each architecture, sorted by NEVRA."""

    inputs: str
    """The checksum of what was asked for when it was made."""

    layers: tuple[str, ...]
    """The names of the layers."""

    path: str
    """The file."""

    schema: int
    """The version of the document."""

    stale: bool | None
    """Whether the project asks for something else by now; null if a lock was named, and no project."""

    status: str
    """`ok`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arches": {"": [lambda: LockedPackage]},
        "inputs": None,
        "layers": [None],
        "path": None,
        "schema": None,
        "stale": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class LockDiff(Document):
    """The difference between two locks."""

    arches: Mapping[str, ArchDiff]
    """The architectures in which something differs."""

    inputs: bool
    """Whether the projects ask for different things."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arches": {"": lambda: ArchDiff},
        "inputs": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class LockMade(Document):
    """What became of a lock."""

    diff: LockDiff
    """What is different from what it was."""

    lock: str
    """The file."""

    schema: int
    """The version of the document."""

    status: str
    """`locked` if it was written, `unchanged`, or `stale` if it was only looked at and would be another one."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "diff": lambda: LockDiff,
        "lock": None,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedPackage(Document):
    """A package that is locked."""

    checksum: str
    """`type:hexadecimal`."""

    key: str | None
    """The fingerprint of the key that has signed it, if that is known."""

    layers: tuple[str, ...]
    """The layers that it is in."""

    nevra: str
    """Its name, epoch, version, release and architecture."""

    repo: str
    """The id of its repository."""

    requested: tuple[str, ...]
    """Those of them that ask for it."""

    required_by: tuple[str, ...]
    """The NEVRAs of the packages that need it."""

    size_download: int
    """Bytes of the package."""

    source: str | None
    """The source package that it was made of."""

    url: str
    """Where it is had from."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "checksum": None,
        "key": None,
        "layers": [None],
        "nevra": None,
        "repo": None,
        "requested": [None],
        "required_by": [None],
        "size_download": None,
        "source": None,
        "url": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Need(Document):
    """What one file needs of a library, and who has it."""

    path: str
    """The file that needs it, inside the layer."""

    provided_by: str | None
    """Absolute path of what would be loaded, in the layer or in the base image."""

    soname: str
    """The library, as `DT_NEEDED` names it."""

    versions: tuple[str, ...]
    """The symbol versions that must be there."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "path": None,
        "provided_by": None,
        "soname": None,
        "versions": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Objective(Document):
    """How small an answer is, and how small any could be: see `SizeBound`."""

    bytes: int
    """Bytes that the added packages take when installed."""

    lower_bound: int
    """No answer takes fewer."""

    optimal: bool
    """Whether it is proved that no answer is smaller."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "lower_bound": None,
        "optimal": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Obstacle(Document):
    """Why a function cannot be, whatever the layers."""

    code: str

    function: str
    """The function."""

    packages: tuple[PackageShare, ...]
    """The largest packages that it needs."""

    over_bytes: int | None = None
    """How many bytes it is over the limit."""

    path: str | None = None
    """The path in the layer."""

    soname: str | None = None
    """The library's name."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "code": None,
        "function": None,
        "over_bytes": None,
        "packages": [lambda: PackageShare],
        "path": None,
        "soname": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherLayer(Document):
    """Something that a function has beside a layer."""

    bytes: int
    """Size unzipped, in bytes."""

    name: str
    """What was given for it: a number or a path."""

    packages: tuple[OtherPackage, ...] = ABSENT
    """The packages in it, if it has a manifest of this crate's making."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "name": None,
        "packages": [lambda: OtherPackage],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherPackage(Document):
    """A package of another layer, as that layer's manifest lists it."""

    bytes: int
    """Size of its files there, in bytes."""

    nevra: str
    """Name, epoch, version, release and architecture."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "nevra": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageChange(Document):
    """What happened to a package."""

    change: str

    from_: str | None = None
    """What was there."""

    nevra: str | None = None
    """The package."""

    new_size: int | None = None
    """Bytes to download now."""

    old_size: int | None = None
    """Bytes to download before."""

    size: int | None = None
    """Its bytes to download."""

    to: str | None = None
    """What is there."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "change": None,
        "from": None,
        "nevra": None,
        "new_size": None,
        "old_size": None,
        "size": None,
        "to": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageInfo(Document):
    """A package that was found."""

    in_runtime: str | None
    """The runtime's own package of that name, if there is one."""

    name: str
    """Its name."""

    nevra: str
    """Its name, epoch, version, release and architecture."""

    repo: str
    """The repository that it is in."""

    summary: str
    """What it is, in a line."""

    conflicts: tuple[str, ...] = ABSENT

    description: str | None = None

    enhances: tuple[str, ...] = ABSENT

    files: tuple[str, ...] = ABSENT

    license: str | None = None

    location: str | None = None

    obsoletes: tuple[str, ...] = ABSENT

    provides: tuple[str, ...] = ABSENT

    recommends: tuple[str, ...] = ABSENT

    requires: tuple[str, ...] = ABSENT

    size_download: int | None = None

    size_installed: int | None = None

    source_rpm: str | None = None

    suggests: tuple[str, ...] = ABSENT

    supplements: tuple[str, ...] = ABSENT

    time_build: int | None = None

    url: str | None = None

    vendor: str | None = None

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "conflicts": [None],
        "description": None,
        "enhances": [None],
        "files": [None],
        "in_runtime": None,
        "license": None,
        "location": None,
        "name": None,
        "nevra": None,
        "obsoletes": [None],
        "provides": [None],
        "recommends": [None],
        "repo": None,
        "requires": [None],
        "size_download": None,
        "size_installed": None,
        "source_rpm": None,
        "suggests": [None],
        "summary": None,
        "supplements": [None],
        "time_build": None,
        "url": None,
        "vendor": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageShare(Document):
    """A package's share of a layer."""

    bytes: int
    """Size of its files in the layer, in bytes."""

    nevra: str
    """The package."""

    road: tuple[Step, ...] = ABSENT
    """The shortest way from what was asked for to the package; empty where nobody has worked it out."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "nevra": None,
        "road": [lambda: Step],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan(Document):
    """A plan, as a document."""

    conflicts: tuple[RefusedTogether, ...]
    """The functions that cannot have the same versions."""

    functions: tuple[PlannedFunction, ...]
    """The functions, in the order in which they were given."""

    layers: tuple[PlannedLayer, ...]
    """The layers; those that most functions take come first."""

    proved: bool
    """Whether it is proved that no plan is better that keeps together what the same functions need."""

    reasons: tuple[Obstacle, ...]
    """Why there is no plan; empty if there is one."""

    runtime: str | None
    """The runtime that the layers are for, or null if the base was described otherwise."""

    schema: int
    """The version of the document."""

    shared: bool
    """Whether one solve was made for all functions; if not, `conflicts` say why."""

    status: str
    """`planned`, or `impossible`, for `reasons`."""

    total_bytes: int
    """Size of all layers, in bytes, unzipped."""

    built: tuple[Built, ...] = ABSENT
    """What was built, if anything was."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "built": [lambda: Built],
        "conflicts": [lambda: RefusedTogether],
        "functions": [lambda: PlannedFunction],
        "layers": [lambda: PlannedLayer],
        "proved": None,
        "reasons": [lambda: Obstacle],
        "runtime": None,
        "schema": None,
        "shared": None,
        "status": None,
        "total_bytes": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedFunction(Document):
    """What a function gets."""

    bytes: int
    """Size of its layers unzipped, in bytes; without a plan that of one layer with what it needs."""

    layers: tuple[str, ...]
    """The names of its layers."""

    left_bytes: int | None
    """What is left of the limit, in bytes; `None` without a limit."""

    name: str
    """Its name."""

    own_bytes: int
    """What it has beside them, in bytes."""

    packages: int
    """How many packages it needs."""

    waste_bytes: int
    """How many of these bytes it does not need."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "layers": [None],
        "left_bytes": None,
        "name": None,
        "own_bytes": None,
        "packages": None,
        "waste_bytes": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedLayer(Document):
    """A layer of a plan."""

    bytes: int
    """Size unzipped, in bytes: that of the files, and an allowance for what the layer says about itself."""

    functions: tuple[str, ...]
    """The functions that take it."""

    name: str
    """Its name; `build_plan`(crate::build_plan) writes it as `NAME.zip`."""

    packages: tuple[str, ...]
    """The NEVRAs of its packages, sorted."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "bytes": None,
        "functions": [None],
        "name": None,
        "packages": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem(Document):
    """A reason, and the reasons for it."""

    capability: str | None
    """The capability that it is about."""

    children: tuple[Problem, ...]
    """Why."""

    message: str
    """The reason as a sentence."""

    package: str | None
    """The NEVRA of the package that it is about."""

    rule: str
    """The name of the rule: see `crate::Cause::rule`."""

    also: tuple[str, ...] = ABSENT
    """The NEVRAs of other versions of the package of which the same is true; left out if there are none."""

    repeated: bool = False
    """Whether the reasons stand further up, where the same was said before; left out if not."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "also": [None],
        "capability": None,
        "children": [lambda: Problem],
        "message": None,
        "package": None,
        "repeated": None,
        "rule": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile(Document):
    """What a Lambda runtime has."""

    arch: str
    """RPM's name of the architecture: `x86_64` or `aarch64`."""

    environment: Mapping[str, str]
    """The environment that programs are started with: `PATH`, `LD_LIBRARY_PATH`."""

    language: str | None
    """The language that it is for, with its version: `python3.13`."""

    layer_directories: tuple[str, ...]
    """Where the runtime looks for what layers bring, relative to a layer's root: `python`,
    `nodejs/node_modules`.
    """

    libraries: Mapping[str, BaseLibrary]
    """What is known of its 64-bit libraries beyond their paths, by soname."""

    libraries_32bit: Mapping[str, BaseLibrary]
    """The same of its 32-bit libraries."""

    packages: tuple[str, ...]
    """Its packages, sorted; epochs may not be known."""

    paths: tuple[str, ...]
    """Known paths, absolute."""

    runtime: str
    """Lambda's name of the runtime."""

    status: RuntimeStatus | None
    """Whether Lambda supports it."""

    system: str | None
    """The operating system that it is made of: `Amazon Linux 2023`."""

    trees: tuple[str, ...]
    """Directories of which everything below counts as present."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "environment": {"": None},
        "language": None,
        "layer_directories": [None],
        "libraries": {"": lambda: BaseLibrary},
        "libraries_32bit": {"": lambda: BaseLibrary},
        "packages": [None],
        "paths": [None],
        "runtime": None,
        "status": None,
        "system": None,
        "trees": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileMade(Document):
    """A profile that was made."""

    arch: str
    """The architecture."""

    glibc: str | None
    """The version of its C library."""

    libraries: int
    """How many libraries."""

    name: str
    """What it is called."""

    output: str | None
    """The file that was written, or null if the profile is in `text`."""

    packages: int
    """How many packages it has."""

    paths: int
    """How many files and directories."""

    schema: int
    """The version of the document."""

    status: str
    """`made`."""

    symbol_versions: int
    """Of how many libraries the versions of symbols are known."""

    system: str | None
    """The distribution."""

    warnings: tuple[str, ...]
    """What a person should know of it."""

    text: str | None = None
    """The profile, if it was not written to a file."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "glibc": None,
        "libraries": None,
        "name": None,
        "output": None,
        "packages": None,
        "paths": None,
        "schema": None,
        "status": None,
        "symbol_versions": None,
        "system": None,
        "text": None,
        "warnings": [None],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileShown(Document):
    """A profile with all that it inherits."""

    profile: Profile
    """The profile."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "profile": lambda: Profile,
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress(Document):
    """How far a verb is."""

    done: int
    """How much of that is done."""

    finished: bool
    """Whether the stage is over."""

    stage: Stage
    """What it is doing."""

    total: int | None
    """Of how much, where that is known."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "done": None,
        "finished": None,
        "stage": None,
        "total": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedTogether(Document):
    """Functions that cannot have what they need in one version."""

    functions: tuple[str, ...]
    """The functions."""

    hints: tuple[str, ...]
    """What helps."""

    problems: tuple[Problem, ...]
    """Why."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "functions": [None],
        "hints": [None],
        "problems": [lambda: Problem],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewritten(Document):
    """Paths of one file that were rewritten, by what decided it."""

    new: str
    """What it is now."""

    offsets: tuple[int, ...]
    """Where the file as packaged names it, in bytes from its beginning."""

    old: str
    """The path of the packages that decided: the file itself or the directory only the layer has. For a rule
    that is about no path (`Rule::Bytecode`, `Rule::PerlInclude`) what was there, in words.
    """

    path: str
    """The file, inside the layer."""

    rule: Rule
    """Which rule applied."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "new": None,
        "offsets": [None],
        "old": None,
        "path": None,
        "rule": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class RuntimeInfo(Document):
    """A Lambda runtime."""

    architectures: tuple[ArchitectureInfo, ...]
    """What is known of it for each architecture."""

    language: str | None
    """What programs for it are written in."""

    layer_directories: tuple[str, ...]
    """Where its language looks for modules in layers."""

    name: str
    """Its name."""

    status: RuntimeStatus | None
    """Whether it can be used."""

    system: str | None
    """The distribution that it is made of."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "architectures": [lambda: ArchitectureInfo],
        "language": None,
        "layer_directories": [None],
        "name": None,
        "status": None,
        "system": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Runtimes(Document):
    """The Lambda runtimes that are known."""

    runtimes: tuple[RuntimeInfo, ...]
    """The runtimes."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "runtimes": [lambda: RuntimeInfo],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class SolvableFunction(Document):
    """Whether a function can have what it needs."""

    name: str
    """Its name."""

    solvable: bool
    """Whether it can."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "name": None,
        "solvable": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Step(Document):
    """A package in a chain or a tree, and how it comes there."""

    for_: str | None
    """What was asked for, what is replaced, or the dependency that leads there: see `crate::Via::reason`."""

    kind: str
    """`requested`, `replaces`, `installed`, `requires`, `recommends`, `supplements` or `conflicts`: see
    `crate::Via::kind`.
    """

    nevra: str
    """The package."""

    repo: str
    """The id of the repository that it comes from."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "for": None,
        "kind": None,
        "nevra": None,
        "repo": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync(Document):
    """What is on this machine of what is locked."""

    packages: tuple[SyncedPackage, ...]
    """The packages."""

    schema: int
    """The version of the document."""

    status: str
    """`synced`."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "packages": [lambda: SyncedPackage],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncedPackage(Document):
    """A locked package on this machine."""

    arch: str
    """The architecture that it is locked for."""

    checksum: str
    """`type:hexadecimal`."""

    layers: tuple[str, ...]
    """The layers that it is a part of."""

    nevra: str
    """Its name, epoch, version, release and architecture."""

    path: str
    """The file."""

    size: int
    """How many bytes it has."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "arch": None,
        "checksum": None,
        "layers": [None],
        "nevra": None,
        "path": None,
        "size": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Testcase(Document):
    """What came of testcases."""

    blocks: tuple[Block, ...]
    """The blocks of all files."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`, or `differs` if that was to be found out."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "blocks": [lambda: Block],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Timings(Document):
    """Where the time went, in milliseconds."""

    index: float

    load: float

    solve: float

    total: float

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "index": None,
        "load": None,
        "solve": None,
        "total": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Transaction(Document):
    """What is to be done, as a document."""

    download_size: int
    """Bytes to download for them."""

    installed_size: int
    """Bytes that the added packages take when installed."""

    packages: tuple[Installation, ...]
    """What is added, sorted by `nevra`."""

    schema: int
    """The version of the document."""

    status: str
    """`solved`."""

    changes: tuple[Change, ...] = ABSENT
    """What happens to the base; left out if nothing does."""

    objective: Objective | None = None
    """How small the answer is, if the smallest was asked for."""

    timings_ms: Timings | None = None
    """Where the time went, if that was asked."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "changes": [lambda: Change],
        "download_size": None,
        "installed_size": None,
        "objective": lambda: Objective,
        "packages": [lambda: Installation],
        "schema": None,
        "status": None,
        "timings_ms": lambda: Timings,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree(Document):
    """An answer as a tree."""

    roots: tuple[TreeNode, ...]
    """What was asked for; of an inverted tree the package."""

    schema: int
    """The version of the document."""

    status: str
    """`solved`; `absent` if the tree is one of what needs a package, and that is no part of the answer."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "roots": [lambda: TreeNode],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeNode(Document):
    """A package in a tree."""

    children: tuple[TreeNode, ...]
    """What it needs; in an inverted tree what needs it."""

    for_: str | None
    """What was asked for, what is replaced, or the dependency that leads there: see `crate::Via::reason`."""

    kind: str
    """`requested`, `replaces`, `installed`, `requires`, `recommends`, `supplements` or `conflicts`: see
    `crate::Via::kind`.
    """

    nevra: str
    """The package."""

    repeated: bool
    """Whether it stands elsewhere too, and its children are there."""

    repo: str
    """The id of the repository that it comes from."""

    hidden: int | None = None
    """How many children the limit of the depth hides; left out if none."""

    requested: str | None = None
    """In which words it was asked for, if it was and is no root because of that; left out otherwise."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "children": [lambda: TreeNode],
        "for": None,
        "hidden": None,
        "kind": None,
        "nevra": None,
        "repeated": None,
        "repo": None,
        "requested": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsolvable(Document):
    """What was asked for cannot be had."""

    hints: tuple[str, ...]
    """What helps."""

    problems: tuple[Problem, ...]
    """One tree of reasons for each independent problem."""

    schema: int
    """The version of the document."""

    status: str
    """`unsolvable`."""

    functions: tuple[SolvableFunction, ...] = ABSENT
    """The functions that were planned for, and which of them can be had."""

    timings_ms: Timings | None = None
    """Where the time went, if that was asked."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "functions": [lambda: SolvableFunction],
        "hints": [None],
        "problems": [lambda: Problem],
        "schema": None,
        "status": None,
        "timings_ms": lambda: Timings,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class VendoredPackage(Document):
    """A package of a repository that was written."""

    checksum: str
    """`sha256:` and the digest of its file."""

    key: str | None
    """The fingerprint of the key that has signed it, if signatures were checked."""

    nevra: str
    """`name-epoch:version-release.arch`."""

    path: str
    """Where it lies, relative to the directory."""

    size: int
    """How many bytes its file has."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "checksum": None,
        "key": None,
        "nevra": None,
        "path": None,
        "size": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified(Document):
    """What is to be said of a package."""

    key: str | None
    """The fingerprint of the key that has signed it."""

    path: str
    """The file."""

    code: str | None = None
    """What kind of thing is wrong with it."""

    message: str | None = None
    """What is wrong with it."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "code": None,
        "key": None,
        "message": None,
        "path": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Verify(Document):
    """What is to be said of packages."""

    packages: tuple[Verified, ...]
    """The packages."""

    schema: int
    """The version of the document."""

    status: str
    """`ok`, or `bad` if something is wrong with any of them."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "packages": [lambda: Verified],
        "schema": None,
        "status": None,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Why(Document):
    """Why a package is part of an answer."""

    chains: tuple[tuple[Step, ...], ...]
    """The shortest chains, each from a request to the package."""

    schema: int
    """The version of the document."""

    status: str
    """`found`, or `absent` if it is no part of the answer."""

    truncated: bool
    """Whether there are more."""

    what: str
    """What was asked about."""

    _kinds: ClassVar[Mapping[str, Kind]] = {
        "chains": [[lambda: Step]],
        "schema": None,
        "status": None,
        "truncated": None,
        "what": None,
    }


__all__ = [
    "Advice",
    "ArchDiff",
    "ArchitectureInfo",
    "Audit",
    "BaseLibrary",
    "Block",
    "Broken",
    "Budget",
    "Build",
    "Built",
    "BuiltLayer",
    "Cache",
    "CacheShare",
    "CachedRepository",
    "Change",
    "Changed",
    "Check",
    "Diff",
    "Export",
    "Fetch",
    "FileGroup",
    "Finding",
    "FindingKind",
    "Found",
    "GroupShare",
    "Held",
    "HeldKind",
    "Hint",
    "Init",
    "Installation",
    "Layer",
    "LayerPackage",
    "Left",
    "LeftReason",
    "Lock",
    "LockDiff",
    "LockMade",
    "LockedPackage",
    "Need",
    "Objective",
    "Obstacle",
    "OtherLayer",
    "OtherPackage",
    "PackageChange",
    "PackageInfo",
    "PackageShare",
    "Plan",
    "PlannedFunction",
    "PlannedLayer",
    "Problem",
    "Profile",
    "ProfileMade",
    "ProfileShown",
    "Progress",
    "RefusedTogether",
    "Rewritten",
    "Rule",
    "RuntimeInfo",
    "RuntimeStatus",
    "Runtimes",
    "Severity",
    "SolvableFunction",
    "Stage",
    "Step",
    "Sync",
    "SyncedPackage",
    "Testcase",
    "Timings",
    "Transaction",
    "Tree",
    "TreeNode",
    "Unsolvable",
    "VendoredPackage",
    "Verified",
    "Verify",
    "Why",
]
