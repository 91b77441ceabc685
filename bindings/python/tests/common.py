"""What the tests stand on: the repositories of testdata, repositories made here, and the corpus if it is there."""

from __future__ import annotations

import atexit
import importlib
import os
import pathlib
import shutil
import sys
import tempfile
import unittest
from types import ModuleType
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[3]
"""The root of the project."""

DEMO = ROOT / "testdata/repos/demo"
"""The demonstration packages."""

DEMONSTRATION: dict[str, Any] = {"repositories": [DEMO], "arch": "x86_64", "runtime": "provided.al2023"}
"""Where they are, for pools and layers: the runtime has what they need of the system."""

CORPUS = pathlib.Path(os.environ.get("RPMSOLVE_CORPUS", ROOT.parent / "shared/corpus"))
"""Real repositories."""


def skip(reason: str) -> unittest.SkipTest:
    """Says why a test is left out, to whoever looks at nothing but what is printed."""
    print(f"skipped: {reason}", file=sys.stderr)
    return unittest.SkipTest(reason)


def corpus(*names: str) -> list[pathlib.Path]:
    """Repositories of the corpus; without it the test is left out."""
    if not CORPUS.is_dir():
        raise skip(f"no corpus at {CORPUS} (set RPMSOLVE_CORPUS)")
    return [CORPUS / "repodata" / name for name in names]


def imported(name: str) -> ModuleType:
    """A module that the package does without; without it the test is left out."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise skip(f"no {name}") from None


def _package(name: str, requires: str = "") -> str:
    """A package as primary.xml has it."""
    needed = f'<rpm:requires><rpm:entry name="{requires}"/></rpm:requires>' if requires else ""
    return (
        f'<package type="rpm"><name>{name}</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/>'
        f'<checksum type="sha256" pkgid="YES">{name.encode().hex():0>64}</checksum><summary>{name}</summary>'
        f'<size package="1" installed="2" archive="3"/><location href="{name}-1-1.noarch.rpm"/><format>'
        f'<rpm:provides><rpm:entry name="{name}" flags="EQ" epoch="0" ver="1" rel="1"/></rpm:provides>'
        f"{needed}</format></package>"
    )


def repository(*packages: tuple[str, str]) -> pathlib.Path:
    """A primary.xml of packages, each with a name and what it requires. It is there until the tests end."""
    directory = pathlib.Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, directory)
    path = directory / "primary.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><metadata xmlns="http://linux.duke.edu/metadata/common" '
        f'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="{len(packages)}">'
        + "".join(_package(name, requires) for name, requires in packages) + "</metadata>"
    )
    return path


GREETING: dict[str, Any] = {
    "repositories": [repository(("hello", "libhello"), ("libhello", ""), ("hello-broken", "nowhere"))],
    "arch": "x86_64",
}
"""A repository that needs no system, for every verb."""
