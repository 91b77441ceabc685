"""Brings the shared libraries that a wheel leaves to the system.

A wheel for AWS Lambda often needs libraries that the runtime does not have. This finds them (what the wheel's ELF files
name as needed, and neither the wheel nor the runtime has), asks a repository which RPMs provide them, and puts these
beside the wheel's files, moved to where the function's code is. Lambda's loader finds them in `lib`.

    python bundle_wheel.py greetings-1.0-py3-none-any.whl --repository al2023 --runtime python3.13 --output bundle

With `--layer layer.zip` the packages become a layer, and the bundle is left as it is. `--dry-run` only says what is
needed.
"""

from __future__ import annotations

import argparse
import pathlib
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import rpmsolve
from elftools.common.exceptions import ELFError
from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

ARCHITECTURES = {
    "EM_386": "i686",
    "EM_AARCH64": "aarch64",
    "EM_ARM": "armv7hl",
    "EM_PPC64": "ppc64le",
    "EM_RISCV": "riscv64",
    "EM_S390": "s390x",
    "EM_X86_64": "x86_64",
}
"""The machine of an ELF file, as RPM calls it."""

WEAK = 2
"""The flag of a symbol version that may be missing (VER_FLG_WEAK)."""


@dataclass(frozen=True, order=True)
class Need:
    """A library that a file needs, and a version of its symbols, if one is named."""

    library: str
    version: str
    is_64bit: bool

    def capability(self) -> str:
        """What the package of the library provides, as rpm's elfdeps writes it."""
        marker = "(64bit)" if self.is_64bit else ""
        return f"{self.library}({self.version}){marker}" if self.version or marker else self.library


@dataclass(frozen=True)
class Binary:
    """A shared library, an extension module or a program."""

    path: pathlib.Path
    architecture: str
    is_64bit: bool
    names: frozenset[str]
    needs: frozenset[Need]


def read_binary(path: pathlib.Path) -> Binary | None:
    """What an ELF file says of itself; None if it is no ELF file, or not one that is loaded."""
    with path.open("rb") as stream:
        if stream.read(4) != b"\x7fELF":
            return None
        elf = ELFFile(stream)
        is_64bit = elf.elfclass == 64
        names, needs = {path.name}, set()
        for segment in elf.iter_segments("PT_DYNAMIC"):
            for tag in segment.iter_tags() if isinstance(segment, DynamicSegment) else ():
                if tag.entry.d_tag == "DT_NEEDED":
                    needs.add(Need(getattr(tag, "needed"), "", is_64bit))
                elif tag.entry.d_tag == "DT_SONAME":
                    names.add(getattr(tag, "soname"))
        for section in elf.iter_sections():
            if isinstance(section, GNUVerNeedSection):
                for library, versions in section.iter_versions():
                    strong = (version for version in versions if not version["vna_flags"] & WEAK)
                    needs.update(Need(library.name or "", version.name or "", is_64bit) for version in strong)
        machine = elf["e_machine"]
        return Binary(path, ARCHITECTURES.get(machine, machine), is_64bit, frozenset(names), frozenset(needs))


def binaries(directory: pathlib.Path) -> Iterator[Binary]:
    """The ELF files below a directory, by path."""
    for path in sorted(directory.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            binary = read_binary(path)
        except ELFError as error:
            raise SystemExit(f"{path}: {error}") from error
        if binary is not None:
            yield binary


def missing(found: Sequence[Binary]) -> dict[Need, list[pathlib.Path]]:
    """What files need and none of them is, with who needs it."""
    there = {(name, binary.is_64bit) for binary in found for name in binary.names}
    needed: dict[Need, list[pathlib.Path]] = {}
    for binary in found:
        for need in binary.needs:
            if (need.library, need.is_64bit) not in there:
                needed.setdefault(need, []).append(binary.path)
    return dict(sorted(needed.items()))


def unpack(wheel: pathlib.Path, bundle: pathlib.Path) -> None:
    """Puts what a wheel installs into the bundle: its files, and those of its data directory that are imported."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(bundle)
    for data in bundle.glob("*.data"):
        for scheme in ("purelib", "platlib"):
            if (data / scheme).is_dir():
                shutil.copytree(data / scheme, bundle, dirs_exist_ok=True)
                shutil.rmtree(data / scheme)


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Brings the shared libraries that a wheel leaves to the system.")
    parser.add_argument("wheel", type=pathlib.Path, help="a wheel, or a directory that wheels are installed in")
    parser.add_argument("--repository", action="append", required=True, metavar="PLACE",
                        help="where packages come from: al2023, a URL or a directory; may be given often")
    parser.add_argument("--runtime", default="provided.al2023", help="what it runs in (default: %(default)s)")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("bundle"), metavar="DIRECTORY",
                        help="where a wheel is unpacked to (default: %(default)s); a directory is added to as it is")
    parser.add_argument("--layer", type=pathlib.Path, metavar="FILE", help="make a layer of the packages instead")
    parser.add_argument("--dry-run", action="store_true", help="only say what is needed")
    return parser.parse_args(words)


def run(words: Sequence[str] | None = None) -> int:
    """Does what the command line says, and returns the status to exit with."""
    options = arguments(words)
    with tempfile.TemporaryDirectory() as temporary:
        bundle: pathlib.Path = options.wheel
        if not bundle.is_dir():
            if not zipfile.is_zipfile(bundle):
                raise SystemExit(f"{bundle}: neither a wheel nor a directory")
            bundle = pathlib.Path(temporary) / "wheel" if options.dry_run or options.layer else options.output
            unpack(options.wheel, bundle)
        found = list(binaries(bundle))
        architectures = sorted({binary.architecture for binary in found})
        if len(architectures) > 1:
            raise SystemExit(f"{options.wheel}: has files for {' and '.join(architectures)}; give them one at a time")
        if not missing(found):
            print(f"{options.wheel}: nothing is missing")
            return 0
        return bring(options, bundle, found, pathlib.Path(temporary))


def described(name: str, needed: Iterable[Need]) -> str:
    """The bundle as a package, in the words of a repository: then what the runtime has counts as there, and a refusal
    says who needs what is not."""
    entries = "".join(f"<rpm:entry name={quoteattr(need.capability())}/>" for need in needed)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><metadata xmlns="http://linux.duke.edu/metadata/common" '
        'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="1"><package type="rpm">'
        f'<name>{escape(name)}</name><arch>noarch</arch><version epoch="0" ver="0" rel="0"/>'
        f'<checksum type="sha256" pkgid="YES">{"0" * 64}</checksum><summary>A wheel</summary>'
        f'<location href={quoteattr(name)}/><format><rpm:requires>{entries}</rpm:requires></format></package>'
        "</metadata>"
    )


def bring(
    options: argparse.Namespace, bundle: pathlib.Path, found: Sequence[Binary], temporary: pathlib.Path
) -> int:
    """Finds the packages and brings them."""
    needed = missing(found)
    name = "wheel-" + options.wheel.resolve().stem.split("-")[0]
    wheel = temporary / "primary.xml"
    wheel.write_text(described(name, needed), encoding="utf-8")
    architecture = found[0].architecture
    pool = rpmsolve.Pool([wheel, *options.repository], arch=architecture, runtime=options.runtime)
    try:
        solution = pool.solve(name, weak=False)
    except rpmsolve.UnsolvableError as error:
        print(error, file=sys.stderr)
        return 1
    packages = {package for package in solution if package.name != name}
    for need, files in needed.items():
        capability = need.capability()
        providers = packages.intersection(pool.providers(capability))
        where = ", ".join(sorted(package.nevra for package in providers)) or options.runtime
        print(f"{capability}: {where} (needed by {files[0].relative_to(bundle)})")
    if not packages:
        print(f"{options.runtime} has all that is needed")
        return 0
    print(f"{len(packages)} packages, {sum(package.size_installed for package in packages):,} bytes")
    if options.dry_run:
        return 0
    moved = temporary / "packages"
    made = rpmsolve.layer(
        [package.nevra for package in sorted(packages)],
        output=options.layer or f"{moved}/",
        repositories=options.repository,
        arch=architecture,
        runtime=options.runtime,
        layout="opt" if options.layer else "task",
        other=[bundle],
        weak=False,
    )
    for finding in made.findings:
        print(f"{finding.path}: {finding.detail}", file=sys.stderr)
    if options.layer:
        print(f"{options.layer}: {made.files} files, {made.archive_bytes:,} bytes")
    else:
        shutil.copytree(moved, bundle, symlinks=True, dirs_exist_ok=True)
        print(f"{bundle}: {made.files} files added")
    return 0


if __name__ == "__main__":
    sys.exit(run())
