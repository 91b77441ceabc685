"""A function for each verb. Made by `cargo xtask faces`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rpmsolve import _documents as documents
from rpmsolve._call import Options, ProgressCallback, StrPath, call
from rpmsolve._native import Cancel
from rpmsolve._values import Repository


def resolve(
    specs: Sequence[str],
    *,
    allowerasing: bool | None = None,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    best: bool | None = None,
    cache: StrPath | None = None,
    disablerepo: Sequence[str] | None = None,
    disfavor: Sequence[str] | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    exclude_from_weak: Sequence[str] | None = None,
    favor: Sequence[str] | None = None,
    includepkgs: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    lock_base: bool | None = None,
    modules: Sequence[str] | None = None,
    no_verify: bool | None = None,
    objective: str | None = None,
    offline: bool | None = None,
    pin: Sequence[str] | None = None,
    priorities: Mapping[str, int] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    skip_broken: bool | None = None,
    time_limit: float | None = None,
    timings: bool | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    weak: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Transaction:
    """Says which packages are needed to install others.

    :param specs: What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path
        or @group
    :param allowerasing: Remove packages of the base where there is no answer otherwise
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param best: Insist on the best version of what is asked for, instead of the best that works
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param disablerepo: Install nothing from a repository; what it has is named where it would help
    :param disfavor: Take these packages for want of others only, and never because something recommends
        them
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages
    :param exclude_from_weak: Do not install these packages because something recommends them
    :param favor: Prefer these packages where others would do as well; the last one is liked best
    :param includepkgs: Choose among these packages only
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock_base: Keep the base as it is: add to it, and nothing else
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param no_verify: Check no signatures: believe whatever comes
    :param objective: What to aim for
    :param offline: Make no connection; what is not kept from earlier is an error
    :param pin: Of the packages of these names, these are the only ones to be had: openssl-3.0*
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param skip_broken: Leave out what cannot be installed
    :param time_limit: How long to look for the smallest answer, or for the proof that it is (default 10)
    :param timings: Say where the time went
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param weak: Follow weak dependencies, as dnf does (the default)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "allowerasing": allowerasing,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "best": best,
        "cache": cache,
        "disablerepo": disablerepo,
        "disfavor": disfavor,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "exclude_from_weak": exclude_from_weak,
        "favor": favor,
        "includepkgs": includepkgs,
        "keys": keys,
        "lock_base": lock_base,
        "modules": modules,
        "no_verify": no_verify,
        "objective": objective,
        "offline": offline,
        "pin": pin,
        "priorities": priorities,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "setopt": setopt,
        "setvar": setvar,
        "skip_broken": skip_broken,
        "time_limit": time_limit,
        "timings": timings,
        "trust": trust,
        "varsdir": varsdir,
        "weak": weak,
    }
    return call("resolve", options, documents.Transaction, progress, cancel)


def why(
    specs: Sequence[str],
    what: str,
    *,
    allowerasing: bool | None = None,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    best: bool | None = None,
    cache: StrPath | None = None,
    chains: int | None = None,
    disablerepo: Sequence[str] | None = None,
    disfavor: Sequence[str] | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    exclude_from_weak: Sequence[str] | None = None,
    favor: Sequence[str] | None = None,
    includepkgs: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    lock_base: bool | None = None,
    modules: Sequence[str] | None = None,
    no_verify: bool | None = None,
    objective: str | None = None,
    offline: bool | None = None,
    pin: Sequence[str] | None = None,
    priorities: Mapping[str, int] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    skip_broken: bool | None = None,
    time_limit: float | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    weak: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Why:
    """Says why a package is among those that are needed: the shortest chains that lead to it.

    :param specs: What is installed, as in resolve: the chains begin here
    :param what: What to explain: a name, glob, NEVRA, capability or path; of the packages that are meant
        the nearest ones
    :param allowerasing: Remove packages of the base where there is no answer otherwise
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param best: Insist on the best version of what is asked for, instead of the best that works
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param chains: How many chains to show (default 10)
    :param disablerepo: Install nothing from a repository; what it has is named where it would help
    :param disfavor: Take these packages for want of others only, and never because something recommends
        them
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages
    :param exclude_from_weak: Do not install these packages because something recommends them
    :param favor: Prefer these packages where others would do as well; the last one is liked best
    :param includepkgs: Choose among these packages only
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock_base: Keep the base as it is: add to it, and nothing else
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param no_verify: Check no signatures: believe whatever comes
    :param objective: What to aim for
    :param offline: Make no connection; what is not kept from earlier is an error
    :param pin: Of the packages of these names, these are the only ones to be had: openssl-3.0*
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param skip_broken: Leave out what cannot be installed
    :param time_limit: How long to look for the smallest answer, or for the proof that it is (default 10)
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param weak: Follow weak dependencies, as dnf does (the default)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "what": what,
        "allowerasing": allowerasing,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "best": best,
        "cache": cache,
        "chains": chains,
        "disablerepo": disablerepo,
        "disfavor": disfavor,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "exclude_from_weak": exclude_from_weak,
        "favor": favor,
        "includepkgs": includepkgs,
        "keys": keys,
        "lock_base": lock_base,
        "modules": modules,
        "no_verify": no_verify,
        "objective": objective,
        "offline": offline,
        "pin": pin,
        "priorities": priorities,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "setopt": setopt,
        "setvar": setvar,
        "skip_broken": skip_broken,
        "time_limit": time_limit,
        "trust": trust,
        "varsdir": varsdir,
        "weak": weak,
    }
    return call("why", options, documents.Why, progress, cancel)


def tree(
    specs: Sequence[str],
    *,
    allowerasing: bool | None = None,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    best: bool | None = None,
    cache: StrPath | None = None,
    depth: int | None = None,
    disablerepo: Sequence[str] | None = None,
    disfavor: Sequence[str] | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    exclude_from_weak: Sequence[str] | None = None,
    favor: Sequence[str] | None = None,
    includepkgs: Sequence[str] | None = None,
    invert: str | None = None,
    keys: Sequence[StrPath] | None = None,
    lock_base: bool | None = None,
    modules: Sequence[str] | None = None,
    no_verify: bool | None = None,
    objective: str | None = None,
    offline: bool | None = None,
    pin: Sequence[str] | None = None,
    priorities: Mapping[str, int] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    skip_broken: bool | None = None,
    time_limit: float | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    weak: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Tree:
    """Shows which packages are needed to install others as a tree.

    :param specs: What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path
        or @group
    :param allowerasing: Remove packages of the base where there is no answer otherwise
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param best: Insist on the best version of what is asked for, instead of the best that works
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param depth: How many levels to show below the first; (+N) stands where N packages are hidden
    :param disablerepo: Install nothing from a repository; what it has is named where it would help
    :param disfavor: Take these packages for want of others only, and never because something recommends
        them
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages
    :param exclude_from_weak: Do not install these packages because something recommends them
    :param favor: Prefer these packages where others would do as well; the last one is liked best
    :param includepkgs: Choose among these packages only
    :param invert: Turn the tree over: begin with these packages of the answer, and show what needs them
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock_base: Keep the base as it is: add to it, and nothing else
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param no_verify: Check no signatures: believe whatever comes
    :param objective: What to aim for
    :param offline: Make no connection; what is not kept from earlier is an error
    :param pin: Of the packages of these names, these are the only ones to be had: openssl-3.0*
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param skip_broken: Leave out what cannot be installed
    :param time_limit: How long to look for the smallest answer, or for the proof that it is (default 10)
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param weak: Follow weak dependencies, as dnf does (the default)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "allowerasing": allowerasing,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "best": best,
        "cache": cache,
        "depth": depth,
        "disablerepo": disablerepo,
        "disfavor": disfavor,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "exclude_from_weak": exclude_from_weak,
        "favor": favor,
        "includepkgs": includepkgs,
        "invert": invert,
        "keys": keys,
        "lock_base": lock_base,
        "modules": modules,
        "no_verify": no_verify,
        "objective": objective,
        "offline": offline,
        "pin": pin,
        "priorities": priorities,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "setopt": setopt,
        "setvar": setvar,
        "skip_broken": skip_broken,
        "time_limit": time_limit,
        "trust": trust,
        "varsdir": varsdir,
        "weak": weak,
    }
    return call("tree", options, documents.Tree, progress, cancel)


def check(
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    cache: StrPath | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    jobs: int | None = None,
    keys: Sequence[StrPath] | None = None,
    modules: Sequence[str] | None = None,
    newest: bool | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    priorities: Mapping[str, int] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Check:
    """Says which packages of the repositories cannot be installed, and why.

    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages, and do not check them
    :param jobs: How many packages to work on at the same time (default: as many as there are processors)
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param newest: Check only the newest version of each name and architecture
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "cache": cache,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "jobs": jobs,
        "keys": keys,
        "modules": modules,
        "newest": newest,
        "no_verify": no_verify,
        "offline": offline,
        "priorities": priorities,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "setopt": setopt,
        "setvar": setvar,
        "trust": trust,
        "varsdir": varsdir,
    }
    return call("check", options, documents.Check, progress, cancel)


def fetch(
    specs: Sequence[str],
    output: StrPath,
    *,
    allowerasing: bool | None = None,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    best: bool | None = None,
    cache: StrPath | None = None,
    disablerepo: Sequence[str] | None = None,
    disfavor: Sequence[str] | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    exclude_from_weak: Sequence[str] | None = None,
    favor: Sequence[str] | None = None,
    includepkgs: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    lock_base: bool | None = None,
    modules: Sequence[str] | None = None,
    no_verify: bool | None = None,
    objective: str | None = None,
    offline: bool | None = None,
    pin: Sequence[str] | None = None,
    priorities: Mapping[str, int] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    skip_broken: bool | None = None,
    time_limit: float | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    weak: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Fetch:
    """Puts packages and all they need into a directory that is a repository itself.

    :param specs: What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path
        or @group
    :param output: The directory to make a repository of these packages: a new one, an empty one, or one
        that was made so before
    :param allowerasing: Remove packages of the base where there is no answer otherwise
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param best: Insist on the best version of what is asked for, instead of the best that works
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param disablerepo: Install nothing from a repository; what it has is named where it would help
    :param disfavor: Take these packages for want of others only, and never because something recommends
        them
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages
    :param exclude_from_weak: Do not install these packages because something recommends them
    :param favor: Prefer these packages where others would do as well; the last one is liked best
    :param includepkgs: Choose among these packages only
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock_base: Keep the base as it is: add to it, and nothing else
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param no_verify: Check no signatures: believe whatever comes
    :param objective: What to aim for
    :param offline: Make no connection; what is not kept from earlier is an error
    :param pin: Of the packages of these names, these are the only ones to be had: openssl-3.0*
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param skip_broken: Leave out what cannot be installed
    :param time_limit: How long to look for the smallest answer, or for the proof that it is (default 10)
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param weak: Follow weak dependencies, as dnf does (the default)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "output": output,
        "allowerasing": allowerasing,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "best": best,
        "cache": cache,
        "disablerepo": disablerepo,
        "disfavor": disfavor,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "exclude_from_weak": exclude_from_weak,
        "favor": favor,
        "includepkgs": includepkgs,
        "keys": keys,
        "lock_base": lock_base,
        "modules": modules,
        "no_verify": no_verify,
        "objective": objective,
        "offline": offline,
        "pin": pin,
        "priorities": priorities,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "setopt": setopt,
        "setvar": setvar,
        "skip_broken": skip_broken,
        "time_limit": time_limit,
        "trust": trust,
        "varsdir": varsdir,
        "weak": weak,
    }
    return call("fetch", options, documents.Fetch, progress, cancel)


def layer(
    specs: Sequence[str],
    output: StrPath,
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    best: bool | None = None,
    cache: StrPath | None = None,
    compression: int | None = None,
    disablerepo: Sequence[str] | None = None,
    disfavor: Sequence[str] | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    exclude_from_weak: Sequence[str] | None = None,
    favor: Sequence[str] | None = None,
    includepkgs: Sequence[str] | None = None,
    keep: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    layout: str | None = None,
    limit: int | None = None,
    modules: Sequence[str] | None = None,
    no_rewrite: Sequence[str] | None = None,
    no_verify: bool | None = None,
    objective: str | None = None,
    offline: bool | None = None,
    other: Sequence[StrPath] | None = None,
    pin: Sequence[str] | None = None,
    prefer: Sequence[str] | None = None,
    priorities: Mapping[str, int] | None = None,
    profiles: Sequence[StrPath] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    runtime: StrPath | None = None,
    sbom: Sequence[StrPath] | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    skip_broken: bool | None = None,
    time_limit: float | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    weak: bool | None = None,
    wrappers: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Layer:
    """Builds a Lambda layer from packages and all they need.

    :param specs: What to put in: a name, glob, name.arch, NEVRA, capability, path or @group
    :param output: The layer to write: OUT.zip, OUT.tar, OUT.tar.gz, OUT.tar.zst, or a directory OUT/
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param best: Insist on the best version of what is asked for, instead of the best that works
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param compression: How hard to compress a zip: 0 stores, 9 takes longest (default 6)
    :param disablerepo: Install nothing from a repository; what it has is named where it would help
    :param disfavor: Take these packages for want of others only, and never because something recommends
        them
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages
    :param exclude_from_weak: Do not install these packages because something recommends them
    :param favor: Prefer these packages where others would do as well; the last one is liked best
    :param includepkgs: Choose among these packages only
    :param keep: Keep what is left out by default
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param layout: Where the layer is mounted, and so what is rewritten: opt, task or keep (default opt)
    :param limit: The most bytes that the layer, and what else the function has, may unpack to; 0 for no
        limit (default 262144000)
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param no_rewrite: Leave files as they are: paths in the layer or the package, or names of packages,
        with wildcards
    :param no_verify: Check no signatures: believe whatever comes
    :param objective: What to aim for
    :param offline: Make no connection; what is not kept from earlier is an error
    :param other: What else the function has: a number of bytes, or another layer or its code as a zip or
        directory; may be given often
    :param pin: Of the packages of these names, these are the only ones to be had: openssl-3.0*
    :param prefer: Whose file to take where two packages have one path with different contents
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param sbom: Write the layer's bill of materials here too: CycloneDX for FILE.cdx.json, SPDX for any
        other name
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param skip_broken: Leave out what cannot be installed
    :param time_limit: How long to look for the smallest answer, or for the proof that it is (default 10)
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param weak: Include what is only recommended
    :param wrappers: Let scripts in bin/ set the variables that programs need
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "output": output,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "best": best,
        "cache": cache,
        "compression": compression,
        "disablerepo": disablerepo,
        "disfavor": disfavor,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "exclude_from_weak": exclude_from_weak,
        "favor": favor,
        "includepkgs": includepkgs,
        "keep": keep,
        "keys": keys,
        "layout": layout,
        "limit": limit,
        "modules": modules,
        "no_rewrite": no_rewrite,
        "no_verify": no_verify,
        "objective": objective,
        "offline": offline,
        "other": other,
        "pin": pin,
        "prefer": prefer,
        "priorities": priorities,
        "profiles": profiles,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "runtime": runtime,
        "sbom": sbom,
        "setopt": setopt,
        "setvar": setvar,
        "skip_broken": skip_broken,
        "time_limit": time_limit,
        "trust": trust,
        "varsdir": varsdir,
        "weak": weak,
        "wrappers": wrappers,
    }
    return call("layer", options, documents.Layer, progress, cancel)


def plan(
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    best: bool | None = None,
    cache: StrPath | None = None,
    compression: int | None = None,
    disablerepo: Sequence[str] | None = None,
    disfavor: Sequence[str] | None = None,
    enablerepo: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    exclude_from_weak: Sequence[str] | None = None,
    favor: Sequence[str] | None = None,
    file: StrPath | None = None,
    functions: Mapping[str, Mapping[str, object]] | None = None,
    includepkgs: Sequence[str] | None = None,
    keep: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    layers: int | None = None,
    limit: int | None = None,
    modules: Sequence[str] | None = None,
    no_rewrite: Sequence[str] | None = None,
    no_verify: bool | None = None,
    objective: str | None = None,
    offline: bool | None = None,
    output: StrPath | None = None,
    pin: Sequence[str] | None = None,
    prefer: Sequence[str] | None = None,
    priorities: Mapping[str, int] | None = None,
    profiles: Sequence[StrPath] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    runtime: StrPath | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    skip_broken: bool | None = None,
    time_limit: float | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    weak: bool | None = None,
    wrappers: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Plan:
    """Plans the layers of several functions: what they share is stored once, and each keeps within its
    limits.

    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already: a root file system with an rpm database, a repository of it,
        or a file with NEVRAs (rpm -qa)
    :param best: Insist on the best version of what is asked for, instead of the best that works
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param compression: How hard to compress a zip: 0 stores, 9 takes longest (default 6)
    :param disablerepo: Install nothing from a repository; what it has is named where it would help
    :param disfavor: Take these packages for want of others only, and never because something recommends
        them
    :param enablerepo: Use a repository although its description says enabled=0
    :param exclude: Never choose these packages
    :param exclude_from_weak: Do not install these packages because something recommends them
    :param favor: Prefer these packages where others would do as well; the last one is liked best
    :param file: The functions, and limits, from a JSON file
    :param functions: The functions, each under its name
    :param includepkgs: Choose among these packages only
    :param keep: Keep what is left out by default
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param layers: The most layers of a function (default 5)
    :param limit: The most bytes that a function and its layers may unpack to; 0 for no limit (default
        262144000)
    :param modules: Enable a module stream; without it a module has its default stream, or none
    :param no_rewrite: Leave files as they are: paths in the layer or the package, or names of packages,
        with wildcards
    :param no_verify: Check no signatures: believe whatever comes
    :param objective: What to aim for
    :param offline: Make no connection; what is not kept from earlier is an error
    :param output: Build the layers, as DIR/NAME.zip
    :param pin: Of the packages of these names, these are the only ones to be had: openssl-3.0*
    :param prefer: Whose file to take where two packages have one path with different contents
    :param priorities: Prefer a repository: of two that have a package the one with the lower number wins
        (default 99)
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param skip_broken: Leave out what cannot be installed
    :param time_limit: How long to look for the smallest answer, or for the proof that it is (default 10)
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param weak: Include what is only recommended
    :param wrappers: Let scripts in bin/ set the variables that programs need
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "best": best,
        "cache": cache,
        "compression": compression,
        "disablerepo": disablerepo,
        "disfavor": disfavor,
        "enablerepo": enablerepo,
        "exclude": exclude,
        "exclude_from_weak": exclude_from_weak,
        "favor": favor,
        "file": file,
        "functions": functions,
        "includepkgs": includepkgs,
        "keep": keep,
        "keys": keys,
        "layers": layers,
        "limit": limit,
        "modules": modules,
        "no_rewrite": no_rewrite,
        "no_verify": no_verify,
        "objective": objective,
        "offline": offline,
        "output": output,
        "pin": pin,
        "prefer": prefer,
        "priorities": priorities,
        "profiles": profiles,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "runtime": runtime,
        "setopt": setopt,
        "setvar": setvar,
        "skip_broken": skip_broken,
        "time_limit": time_limit,
        "trust": trust,
        "varsdir": varsdir,
        "weak": weak,
        "wrappers": wrappers,
    }
    return call("plan", options, documents.Plan, progress, cancel)


def audit(
    layers: Sequence[StrPath],
    *,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    fail_on: str | None = None,
    layout: str | None = None,
    limit: int | None = None,
    profiles: Sequence[StrPath] | None = None,
    runtime: StrPath | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Audit:
    """Says what would go wrong with layers on their runtime.

    :param layers: The layers, zips or directories, in the order in which the function has them: later
        ones hide earlier ones
    :param arch: The architecture that programs run on (default: that of most programs of the layers)
    :param base: What the image has: a repository of its packages
    :param fail_on: From which severity on something that is found means no (default warning)
    :param layout: Where the layers are mounted: opt, task or keep (default opt)
    :param limit: The most bytes that the layers may have together; 0 for no limit (default 262144000)
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "layers": layers,
        "arch": arch,
        "base": base,
        "fail_on": fail_on,
        "layout": layout,
        "limit": limit,
        "profiles": profiles,
        "runtime": runtime,
    }
    return call("audit", options, documents.Audit, progress, cancel)


def init(
    *,
    arches: Sequence[str] | None = None,
    presets: Sequence[str] | None = None,
    project: StrPath | None = None,
    repositories: Sequence[str] | None = None,
    runtime: StrPath | None = None,
    schema: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Init:
    """Makes an rpmsolve.toml, which says what the layers of a project are.

    :param arches: An architecture to build for; may be given often (default x86_64)
    :param presets: A well-known repository that packages come from; may be given often
    :param project: The directory to make it in, or the file (default: the current directory)
    :param repositories: A repository that packages come from, by its place; may be given often
    :param runtime: The Lambda runtime that the layers are for, or the file of a profile (default
        provided.al2023)
    :param schema: Write rpmsolve.schema.json as well, by which editors know what can be said; also where
        there is a project
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "arches": arches,
        "presets": presets,
        "project": project,
        "repositories": repositories,
        "runtime": runtime,
        "schema": schema,
    }
    return call("init", options, documents.Init, progress, cancel)


def add(
    specs: Sequence[str],
    *,
    amazon_linux: str | None = None,
    cache: StrPath | None = None,
    keys: Sequence[StrPath] | None = None,
    layer: str | None = None,
    lock: StrPath | None = None,
    no_lock: bool | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    project: StrPath | None = None,
    refresh: bool | None = None,
    setopt: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    trust: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Changed:
    """Adds to what a layer of the project asks for, and locks it.

    :param specs: A name, glob, name.arch, NEVRA, capability, path or @group
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param layer: The layer (default: the only one there is)
    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param no_lock: Change rpmsolve.toml alone, and leave the lock as it is
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file: `project` names
        that then, for messages and because relative paths are relative to it
    :param trust: The fingerprint of a key that is the right one
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "amazon_linux": amazon_linux,
        "cache": cache,
        "keys": keys,
        "layer": layer,
        "lock": lock,
        "no_lock": no_lock,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "project": project,
        "refresh": refresh,
        "setopt": setopt,
        "settings": settings,
        "trust": trust,
    }
    return call("add", options, documents.Changed, progress, cancel)


def remove(
    specs: Sequence[str],
    *,
    amazon_linux: str | None = None,
    cache: StrPath | None = None,
    keys: Sequence[StrPath] | None = None,
    layer: str | None = None,
    lock: StrPath | None = None,
    no_lock: bool | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    project: StrPath | None = None,
    refresh: bool | None = None,
    setopt: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    trust: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Changed:
    """Removes from what a layer of the project asks for, and locks it.

    :param specs: A name, glob, name.arch, NEVRA, capability, path or @group
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param layer: The layer (default: the only one there is)
    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param no_lock: Change rpmsolve.toml alone, and leave the lock as it is
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file: `project` names
        that then, for messages and because relative paths are relative to it
    :param trust: The fingerprint of a key that is the right one
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "specs": specs,
        "amazon_linux": amazon_linux,
        "cache": cache,
        "keys": keys,
        "layer": layer,
        "lock": lock,
        "no_lock": no_lock,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "project": project,
        "refresh": refresh,
        "setopt": setopt,
        "settings": settings,
        "trust": trust,
    }
    return call("remove", options, documents.Changed, progress, cancel)


def lock(
    *,
    amazon_linux: str | None = None,
    cache: StrPath | None = None,
    check: bool | None = None,
    keys: Sequence[StrPath] | None = None,
    lock: StrPath | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    project: StrPath | None = None,
    refresh: bool | None = None,
    setopt: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    trust: Sequence[str] | None = None,
    upgrade: bool | None = None,
    upgrade_package: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.LockMade:
    """Writes down in rpmsolve.lock which packages the layers of the project are made of.

    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param check: Write nothing, and exit with status 1 if the lock would be another one
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file: `project` names
        that then, for messages and because relative paths are relative to it
    :param trust: The fingerprint of a key that is the right one
    :param upgrade: Lock the newest packages, whatever is locked
    :param upgrade_package: Lock the newest of the packages of this name, and leave others as they are
        where that can be; may be given often
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "amazon_linux": amazon_linux,
        "cache": cache,
        "check": check,
        "keys": keys,
        "lock": lock,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "project": project,
        "refresh": refresh,
        "setopt": setopt,
        "settings": settings,
        "trust": trust,
        "upgrade": upgrade,
        "upgrade_package": upgrade_package,
    }
    return call("lock", options, documents.LockMade, progress, cancel)


def lock_show(
    *,
    lock: StrPath | None = None,
    project: StrPath | None = None,
    settings: Mapping[str, object] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Lock:
    """Says what is locked, and whether that is still what the project asks for.

    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory, if no lock is named)
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "lock": lock,
        "project": project,
        "settings": settings,
    }
    return call("lock-show", options, documents.Lock, progress, cancel)


def sync(
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    cache: StrPath | None = None,
    frozen: bool | None = None,
    keys: Sequence[StrPath] | None = None,
    lock: StrPath | None = None,
    locked: bool | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    project: StrPath | None = None,
    refresh: bool | None = None,
    setopt: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    trust: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Sync:
    """Gets exactly the packages that are locked, and verifies them.

    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: For this architecture only (default: all that the project is for)
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param frozen: Take the lock as it is, whatever rpmsolve.toml says
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param locked: Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file: `project` names
        that then, for messages and because relative paths are relative to it
    :param trust: The fingerprint of a key that is the right one
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "amazon_linux": amazon_linux,
        "arch": arch,
        "cache": cache,
        "frozen": frozen,
        "keys": keys,
        "lock": lock,
        "locked": locked,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "project": project,
        "refresh": refresh,
        "setopt": setopt,
        "settings": settings,
        "trust": trust,
    }
    return call("sync", options, documents.Sync, progress, cancel)


def vendor(
    directory: StrPath,
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    cache: StrPath | None = None,
    frozen: bool | None = None,
    keys: Sequence[StrPath] | None = None,
    lock: StrPath | None = None,
    locked: bool | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    project: StrPath | None = None,
    refresh: bool | None = None,
    setopt: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    trust: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Fetch:
    """Puts what is locked into a directory that is a repository itself.

    :param directory: The directory to make a repository of what is locked: a new one, an empty one, or
        one that was made so before
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: For this architecture only (default: all that the project is for)
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param frozen: Take the lock as it is, whatever rpmsolve.toml says
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param locked: Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file: `project` names
        that then, for messages and because relative paths are relative to it
    :param trust: The fingerprint of a key that is the right one
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "directory": directory,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "cache": cache,
        "frozen": frozen,
        "keys": keys,
        "lock": lock,
        "locked": locked,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "project": project,
        "refresh": refresh,
        "setopt": setopt,
        "settings": settings,
        "trust": trust,
    }
    return call("vendor", options, documents.Fetch, progress, cancel)


def build(
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    cache: StrPath | None = None,
    frozen: bool | None = None,
    keys: Sequence[StrPath] | None = None,
    layers: Sequence[StrPath] | None = None,
    lock: StrPath | None = None,
    locked: bool | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    output: StrPath | None = None,
    profiles: Sequence[StrPath] | None = None,
    project: StrPath | None = None,
    refresh: bool | None = None,
    setopt: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    trust: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Build:
    """Builds the layers of the project from exactly the packages that are locked.

    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: For this architecture only (default: all that the project is for)
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param frozen: Take the lock as it is, whatever rpmsolve.toml says
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param layers: This layer only; may be given often (default: all)
    :param lock: The lock (default: rpmsolve.lock beside rpmsolve.toml)
    :param locked: Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param output: Where to write the layers, each as DIR/LAYER-ARCH.zip (default: dist beside
        rpmsolve.toml)
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param settings: What an rpmsolve.toml would say, for who keeps that in another file: `project` names
        that then, for messages and because relative paths are relative to it
    :param trust: The fingerprint of a key that is the right one
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "amazon_linux": amazon_linux,
        "arch": arch,
        "cache": cache,
        "frozen": frozen,
        "keys": keys,
        "layers": layers,
        "lock": lock,
        "locked": locked,
        "no_verify": no_verify,
        "offline": offline,
        "output": output,
        "profiles": profiles,
        "project": project,
        "refresh": refresh,
        "setopt": setopt,
        "settings": settings,
        "trust": trust,
    }
    return call("build", options, documents.Build, progress, cancel)


def diff(
    new: StrPath,
    old: StrPath,
    *,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Diff:
    """Says what is different between two locks.

    :param new: The lock that is
    :param old: The lock that was
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "new": new,
        "old": old,
    }
    return call("diff", options, documents.Diff, progress, cancel)


def export(
    format: str,
    *,
    output: StrPath | None = None,
    project: StrPath | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Export:
    """Writes the lock in the form of another tool.

    :param format: The form
    :param output: The file to write, instead of standard output
    :param project: The project: its directory or its rpmsolve.toml (default: the nearest one above the
        current directory)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "format": format,
        "output": output,
        "project": project,
    }
    return call("export", options, documents.Export, progress, cancel)


def search(
    what: Sequence[str],
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    cache: StrPath | None = None,
    enablerepo: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    runtime: StrPath | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Found:
    """Finds packages by words in their names and summaries.

    :param what: What to look for
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already, as for resolve
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param enablerepo: Use a repository although its description says enabled=0
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "what": what,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "cache": cache,
        "enablerepo": enablerepo,
        "keys": keys,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "runtime": runtime,
        "setopt": setopt,
        "setvar": setvar,
        "trust": trust,
        "varsdir": varsdir,
    }
    return call("search", options, documents.Found, progress, cancel)


def list(
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    cache: StrPath | None = None,
    enablerepo: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    patterns: Sequence[str] | None = None,
    profiles: Sequence[StrPath] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    runtime: StrPath | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Found:
    """Lists packages by name, the newest of each.

    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already, as for resolve
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param enablerepo: Use a repository although its description says enabled=0
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param patterns: Names, with wildcards (default: all)
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "cache": cache,
        "enablerepo": enablerepo,
        "keys": keys,
        "no_verify": no_verify,
        "offline": offline,
        "patterns": patterns,
        "profiles": profiles,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "runtime": runtime,
        "setopt": setopt,
        "setvar": setvar,
        "trust": trust,
        "varsdir": varsdir,
    }
    return call("list", options, documents.Found, progress, cancel)


def info(
    what: Sequence[str],
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    cache: StrPath | None = None,
    enablerepo: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    runtime: StrPath | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Found:
    """Shows everything about packages.

    :param what: What to look for
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already, as for resolve
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param enablerepo: Use a repository although its description says enabled=0
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "what": what,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "cache": cache,
        "enablerepo": enablerepo,
        "keys": keys,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "runtime": runtime,
        "setopt": setopt,
        "setvar": setvar,
        "trust": trust,
        "varsdir": varsdir,
    }
    return call("info", options, documents.Found, progress, cancel)


def provides(
    what: Sequence[str],
    *,
    amazon_linux: str | None = None,
    arch: str | None = None,
    base: Sequence[StrPath] | None = None,
    cache: StrPath | None = None,
    enablerepo: Sequence[str] | None = None,
    keys: Sequence[StrPath] | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    profiles: Sequence[StrPath] | None = None,
    refresh: bool | None = None,
    releasever: str | None = None,
    repo_files: Sequence[StrPath] | None = None,
    repositories: Sequence[StrPath | Repository] | None = None,
    runtime: StrPath | None = None,
    setopt: Mapping[str, str] | None = None,
    setvar: Mapping[str, str] | None = None,
    trust: Sequence[str] | None = None,
    varsdir: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Found:
    """Says which packages provide a capability or contain a file.

    :param what: What to look for
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param arch: The architecture to install for (default: that of this machine)
    :param base: What is installed already, as for resolve
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param enablerepo: Use a repository although its description says enabled=0
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param releasever: What $releasever stands for in .repo files and URLs
    :param repo_files: Repositories that a .repo file describes, or the files of a directory, such as
        /etc/yum.repos.d; may be given often
    :param repositories: A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory
        with repodata, a directory of .rpm files, or a primary.xml; may be given often
    :param runtime: The Lambda runtime that the layer is for, or the file of a profile (default
        provided.al2023; none if --base is given)
    :param setopt: Set an option of all repositories, or of one, whatever its description says, as in dnf:
        proxy=URL, r0.sslcacert=FILE
    :param setvar: What another variable stands for in .repo files and URLs
    :param trust: The fingerprint of a key that is the right one
    :param varsdir: A directory with a file for each variable, such as /etc/dnf/vars
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "what": what,
        "amazon_linux": amazon_linux,
        "arch": arch,
        "base": base,
        "cache": cache,
        "enablerepo": enablerepo,
        "keys": keys,
        "no_verify": no_verify,
        "offline": offline,
        "profiles": profiles,
        "refresh": refresh,
        "releasever": releasever,
        "repo_files": repo_files,
        "repositories": repositories,
        "runtime": runtime,
        "setopt": setopt,
        "setvar": setvar,
        "trust": trust,
        "varsdir": varsdir,
    }
    return call("provides", options, documents.Found, progress, cancel)


def runtimes(
    *,
    profiles: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Runtimes:
    """Lists the Lambda runtimes that are known.

    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "profiles": profiles,
    }
    return call("runtimes", options, documents.Runtimes, progress, cancel)


def profile_show(
    runtime: StrPath,
    *,
    arch: str | None = None,
    profiles: Sequence[StrPath] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.ProfileShown:
    """Shows what an image has, as it is described.

    :param runtime: The name of a runtime, or the file of a profile
    :param arch: The architecture (default: that of this machine)
    :param profiles: A directory of profiles of your own, beside the built-in ones; may be given often
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "runtime": runtime,
        "arch": arch,
        "profiles": profiles,
    }
    return call("profile-show", options, documents.ProfileShown, progress, cancel)


def profile_make(
    place: StrPath,
    *,
    arch: str | None = None,
    name: str | None = None,
    output: StrPath | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.ProfileMade:
    """Describes what an image has.

    :param place: The root file system, or anything else that --base takes
    :param arch: The architecture that it is for (default: what its libraries are for)
    :param name: What to call it (default: as the directory is called)
    :param output: The file to write, instead of standard output
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "place": place,
        "arch": arch,
        "name": name,
        "output": output,
    }
    return call("profile-make", options, documents.ProfileMade, progress, cancel)


def testcase(
    files: Sequence[StrPath],
    *,
    check: bool | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Testcase:
    """Replays libsolv testcases, as dnf --debugsolver writes them.

    :param files: The testcases
    :param check: Compare with the results in the files, and print one verdict a block
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "files": files,
        "check": check,
    }
    return call("testcase", options, documents.Testcase, progress, cancel)


def verify(
    places: Sequence[StrPath],
    *,
    amazon_linux: str | None = None,
    cache: StrPath | None = None,
    keys: Sequence[StrPath] | None = None,
    no_verify: bool | None = None,
    offline: bool | None = None,
    refresh: bool | None = None,
    trust: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Verify:
    """Says whether packages are whole, and signed by whom they should be.

    :param places: Packages, or directories of packages
    :param amazon_linux: Where Amazon Linux is mirrored, for the presets
    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param keys: A public key that packages and repositories may be signed with; a file is believed, a URL
        needs --trust
    :param no_verify: Check no signatures: believe whatever comes
    :param offline: Make no connection; what is not kept from earlier is an error
    :param refresh: Ask every repository whether it has changed, unless --offline says to ask none
    :param trust: The fingerprint of a key that is the right one
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "places": places,
        "amazon_linux": amazon_linux,
        "cache": cache,
        "keys": keys,
        "no_verify": no_verify,
        "offline": offline,
        "refresh": refresh,
        "trust": trust,
    }
    return call("verify", options, documents.Verify, progress, cancel)


def cache_path(
    *,
    cache: StrPath | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Cache:
    """Says where what is kept of repositories is.

    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "cache": cache,
    }
    return call("cache-path", options, documents.Cache, progress, cancel)


def cache_info(
    *,
    cache: StrPath | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Cache:
    """Says what is kept of repositories.

    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "cache": cache,
    }
    return call("cache-info", options, documents.Cache, progress, cancel)


def cache_clean(
    *,
    cache: StrPath | None = None,
    only: Sequence[str] | None = None,
    progress: ProgressCallback | None = None,
    cancel: Cancel | None = None,
) -> documents.Cache:
    """Removes what is kept of repositories.

    :param cache: Keep what was read of repositories in a directory, and find it there the next time; what
        comes over the network is kept in the user's own (rpmsolve cache path) where none is named
    :param only: Only these parts (default: all)
    :param progress: Is told how far things are.
    :param cancel: Gives up what is done.
    """
    options: Options = {
        "cache": cache,
        "only": only,
    }
    return call("cache-clean", options, documents.Cache, progress, cancel)


__all__ = [
    "add",
    "audit",
    "build",
    "cache_clean",
    "cache_info",
    "cache_path",
    "check",
    "diff",
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
