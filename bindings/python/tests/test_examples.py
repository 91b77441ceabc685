"""The examples do what they say, with a wheel that is made here."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from types import ModuleType

from common import DEMO, ROOT, imported, skip

PROGRAM = ROOT / "bindings/python/examples/bundle_wheel.py"

EXTENSION = """
void greet(const char *whom);
void greet_all(void) { greet("all"); }
"""


def example() -> ModuleType:
    """The program as a module."""
    imported("elftools")
    described = importlib.util.spec_from_file_location("bundle_wheel", PROGRAM)
    assert described is not None and described.loader is not None
    module = importlib.util.module_from_spec(described)
    sys.modules["bundle_wheel"] = module
    described.loader.exec_module(module)
    return module


class BundleWheel(unittest.TestCase):
    """A wheel whose extension needs libgreet, which an RPM of the demonstration provides."""

    def setUp(self) -> None:
        self.program = example()
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = pathlib.Path(temporary.name)

    def wheel(self, needs: str = "libgreet.so.1") -> pathlib.Path:
        """A wheel with an extension that needs a library of that name."""
        if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
            raise skip("the demonstration has no packages for this machine")
        if shutil.which("gcc") is None:
            raise skip("no gcc")
        library, extension = self.directory / "libstub.so", self.directory / "_greetings.so"
        source = self.directory / "greetings.c"
        source.write_text("void greet(const char *whom) { (void)whom; }\n")
        compiler = ["gcc", "-shared", "-fPIC", "-nostdlib"]
        subprocess.run([*compiler, f"-Wl,-soname,{needs}", "-o", library, source], check=True)
        source.write_text(EXTENSION)
        subprocess.run([*compiler, "-o", extension, source, library], check=True)
        wheel = self.directory / f"greetings-1.0-py3-none-linux_{platform.machine()}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.write(extension, "greetings/_greetings.so")
            archive.writestr("greetings/__init__.py", "")
            archive.writestr("greetings-1.0.data/purelib/greetings/more.py", "")
            metadata = "Metadata-Version: 2.1\nName: greetings\nVersion: 1.0\n"
            archive.writestr("greetings-1.0.dist-info/METADATA", metadata)
        return wheel

    def run_it(self, *words: object) -> tuple[int, str, str]:
        """The status and what is printed."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status: int = self.program.run([*map(str, words), "--repository", str(DEMO)])
        return status, out.getvalue(), err.getvalue()

    def test_the_library_is_added_and_found(self) -> None:
        bundle = self.directory / "bundle"
        status, printed, _ = self.run_it(self.wheel(), "--output", bundle)
        self.assertEqual(status, 0)
        package = f"libgreet-0:1.1-1.{platform.machine()}"
        self.assertIn(f"libgreet.so.1()(64bit): {package} (needed by greetings/_greetings.so)\n", printed)
        self.assertTrue((bundle / "greetings/more.py").is_file())
        extension = bundle / "greetings/_greetings.so"
        code = f"import ctypes; ctypes.CDLL({str(extension)!r}).greet_all()"
        environment = {**os.environ, "LD_LIBRARY_PATH": str(bundle / "lib")}
        said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        self.assertEqual(said.stdout, "Hello, all! (libgreet 1.1)\n")
        again = self.run_it(bundle)
        self.assertEqual(again[0], 0)
        self.assertNotIn("libgreet.so.1()", again[1])

    def test_a_layer_is_made_instead(self) -> None:
        layer = self.directory / "layer.zip"
        status, printed, _ = self.run_it(self.wheel(), "--layer", layer, "--output", self.directory / "bundle")
        self.assertEqual((status, (self.directory / "bundle").exists()), (0, False))
        self.assertIn("lib/libgreet.so.1", zipfile.ZipFile(layer).namelist())
        self.assertIn(f"{layer}: ", printed)

    def test_nothing_is_written_to_say_what_is_needed(self) -> None:
        status, printed, _ = self.run_it(self.wheel(), "--dry-run", "--output", self.directory / "bundle")
        self.assertEqual((status, (self.directory / "bundle").exists()), (0, False))
        self.assertIn("1 packages", printed)

    def test_what_the_runtime_has_is_not_brought(self) -> None:
        status, printed, _ = self.run_it(self.wheel("libc.so.6"), "--output", self.directory / "bundle")
        self.assertEqual(status, 0)
        self.assertIn("provided.al2023 has all that is needed", printed)

    def test_what_nobody_has_is_said(self) -> None:
        status, _, error = self.run_it(self.wheel("libnowhere.so.7"), "--output", self.directory / "bundle")
        self.assertEqual(status, 1)
        self.assertIn("nothing provides libnowhere.so.7()(64bit) needed by wheel-greetings-0-0.noarch", error)

    def test_capabilities_are_named_as_rpm_names_them(self) -> None:
        def named(library: str, version: str, is_64bit: bool) -> str:
            return str(self.program.Need(library, version, is_64bit).capability())

        self.assertEqual(named("libz.so.1", "", True), "libz.so.1()(64bit)")
        self.assertEqual(named("libz.so.1", "ZLIB_1.2.9", True), "libz.so.1(ZLIB_1.2.9)(64bit)")
        self.assertEqual(named("libz.so.1", "", False), "libz.so.1")
        self.assertEqual(named("libz.so.1", "ZLIB_1.2.9", False), "libz.so.1(ZLIB_1.2.9)")

    def test_what_an_elf_file_says_is_read(self) -> None:
        binary = self.program.read_binary(pathlib.Path(sys.executable).resolve())
        if binary is None:
            raise skip("this Python is no ELF file")
        needed = {need.capability() for need in binary.needs}
        self.assertTrue(any(need.startswith("libc.") for need in needed), needed)
        self.assertIsNone(self.program.read_binary(PROGRAM))

    def test_a_bundle_of_no_binaries_needs_nothing(self) -> None:
        (self.directory / "module.py").write_text("")
        self.assertIn("nothing is missing", self.run_it(self.directory)[1])


if __name__ == "__main__":
    unittest.main()
