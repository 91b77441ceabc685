"""What the documentation shows is what happens: the docstrings of all modules, and the README."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import unittest
from typing import Any

import rpmsolve
from common import DEMO, ROOT

README = ROOT / "bindings/python/README.md"


class Documentation(unittest.TestCase):
    """Examples that run, with the demonstration packages."""

    def setUp(self) -> None:
        self.known: dict[str, Any] = {"rpmsolve": rpmsolve, "DEMO": DEMO}

    def test_modules(self) -> None:
        attempted = 0
        names = [f"rpmsolve.{module.name}" for module in pkgutil.iter_modules(rpmsolve.__path__)]
        for name in ["rpmsolve", *names]:
            with self.subTest(module=name):
                module = importlib.import_module(name)
                result = doctest.testmod(module, extraglobs=self.known, optionflags=doctest.ELLIPSIS)
                self.assertEqual(result.failed, 0)
                attempted += result.attempted
        self.assertGreater(attempted, 20)

    def test_readme(self) -> None:
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(ROOT)
        result = doctest.testfile(str(README), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8")
        self.assertEqual(result.failed, 0)
        self.assertGreater(result.attempted, 10)


if __name__ == "__main__":
    unittest.main()
