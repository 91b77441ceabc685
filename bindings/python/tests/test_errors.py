"""Errors: each code has its class, each class its base, and all of them travel."""

from __future__ import annotations

import inspect
import json
import pickle
import subprocess
import sys
import unittest

import rpmsolve
from common import DEMONSTRATION, GREETING
from rpmsolve import _error

BASES = {
    "no": rpmsolve.NegativeError,
    "usage": rpmsolve.UsageError,
    "input": rpmsolve.InputError,
    "network": rpmsolve.NetworkError,
    "cancelled": rpmsolve.CancelledError,
}
"""What the kind of an error is in Python."""


class Codes(unittest.TestCase):
    """All of them, as the command names them."""

    def test_every_code_has_its_exception(self) -> None:
        schema = subprocess.run([sys.executable, "-m", "rpmsolve", "schema"], capture_output=True, check=True)
        known = {error["code"]: error["kind"] for error in json.loads(schema.stdout)["errors"]}
        self.assertEqual(set(known), set(rpmsolve.errors.ERRORS))
        for code, kind in known.items():
            with self.subTest(code=code):
                raised = _error.make(code, "what happened", '{"error":{"code":"%s"}}' % code)
                self.assertIs(type(raised), rpmsolve.errors.ERRORS[code])
                self.assertEqual(type(raised).__name__, code.title().replace("-", "") + "Error")
                self.assertIsInstance(raised, BASES[kind])
                self.assertIsInstance(raised, rpmsolve.RpmsolveError)
                self.assertEqual((raised.code, str(raised)), (code, "what happened"))
                self.assertEqual(raised.document, {"error": {"code": code}})
                self.assertTrue(repr(raised).startswith(f"{type(raised).__name__}('what happened'"), repr(raised))
                again = pickle.loads(pickle.dumps(raised))
                self.assertIs(type(again), type(raised))
                self.assertEqual((again.code, str(again), again.document), (code, str(raised), raised.document))

    def test_every_exception_has_its_code(self) -> None:
        classes = {
            value for value in vars(rpmsolve.errors).values()
            if inspect.isclass(value) and issubclass(value, rpmsolve.RpmsolveError)
        }
        self.assertEqual(classes, set(rpmsolve.errors.ERRORS.values()))
        self.assertEqual(len(set(rpmsolve.errors.ERRORS.values())), len(rpmsolve.errors.ERRORS))

    def test_questions_without_meaning_are_value_errors(self) -> None:
        with self.assertRaises(ValueError):
            rpmsolve.resolve(["hello"], **GREETING, objective="nothing")


class Unsolvable(unittest.TestCase):
    """The answer is no, with its reasons."""

    def test_it_has_problems_and_hints(self) -> None:
        with self.assertRaises(rpmsolve.UnsolvableError) as raised:
            rpmsolve.Pool(**DEMONSTRATION).solve("hello-broken")
        error = raised.exception
        self.assertEqual(error.code, "unsolvable")
        self.assertIsInstance(error, rpmsolve.NegativeError)
        self.assertIn("nothing provides libgreet >= 9", error.problems[0].children[0].message)
        self.assertIn("libgreet-1.1-1", error.hints[0])
        self.assertEqual(error.document["status"], "unsolvable")
        self.assertEqual(error.hints, tuple(error.document["hints"]))
        self.assertEqual(pickle.loads(pickle.dumps(error)).problems, error.problems)


if __name__ == "__main__":
    unittest.main()
