"""Values: order, equality, hashes, texts and pickles go together."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import pathlib
import pickle
import unittest
from typing import Any

import rpmsolve
from common import GREETING
from rpmsolve._document import FrozenDict

EVRS = [
    "0~~", "0~", "0", "0^", "1.0~rc1-1", "1.0-1", "1.00-1", "1.0-1.el9", "1.0^git1-1", "1.0.1-1", "1:0.1-1", "2:0-0",
]
"""In the order of rpm; 1.0-1 and 1.00-1 are the same."""


def laws(test: unittest.TestCase, ordered: list[Any]) -> None:
    """What has to hold between any two of a list that is in order."""
    for (at, one), (other_at, other) in itertools.product(enumerate(ordered), repeat=2):
        with test.subTest(one=str(one), other=str(other)):
            test.assertEqual(one == other, not one != other)
            test.assertEqual([one < other, one == other, one > other].count(True), 1)
            test.assertEqual(one <= other, one < other or one == other)
            test.assertEqual(one >= other, one > other or one == other)
            if one == other:
                test.assertEqual(hash(one), hash(other))
            else:
                test.assertEqual(one < other, at < other_at)
    for one in ordered:
        test.assertEqual(pickle.loads(pickle.dumps(one)), one)
        test.assertEqual(hash(pickle.loads(pickle.dumps(one))), hash(one))
        test.assertEqual(copy.deepcopy(one), one)
        test.assertNotEqual(one, object())
        with test.assertRaises(TypeError):
            one < object()


class Texts(unittest.TestCase):
    """Versions, names of packages and capabilities."""

    def test_evr(self) -> None:
        laws(self, [rpmsolve.Evr(text) for text in EVRS])
        self.assertEqual(rpmsolve.Evr("1.0-1"), rpmsolve.Evr("0:1.00-1"))
        self.assertEqual(len({rpmsolve.Evr("1.0-1"), rpmsolve.Evr("1.00-1")}), 1)
        evr = rpmsolve.Evr("2:1.0-3.el9")
        self.assertEqual((evr.epoch, evr.version, evr.release), (2, "1.0", "3.el9"))
        self.assertIsNone(rpmsolve.Evr("1.0").release)

    def test_nevra(self) -> None:
        evrs = ("1.0-1", "1.1-1", "1:1-1")
        laws(self, [rpmsolve.Nevra(f"{name}-{evr}.x86_64") for name in ("a", "b") for evr in evrs])
        nevra = rpmsolve.Nevra("git-core-2.39.5-1.el9.x86_64")
        self.assertEqual((nevra.name, nevra.evr.version, nevra.arch), ("git-core", "2.39.5", "x86_64"))

    def test_capability(self) -> None:
        laws(self, [rpmsolve.Capability(text) for text in ("a", "b", "c")])
        laws(self, sorted(rpmsolve.Capability(f"a {sign} {evr}") for sign in ("<", "=", ">=") for evr in ("1", "2")))
        capability = rpmsolve.Capability("perl(Carp) >= 1.2")
        self.assertEqual((capability.name, capability.comparison), ("perl(Carp)", ">="))
        self.assertEqual(capability.evr, rpmsolve.Evr("1.2"))
        self.assertEqual((rpmsolve.Capability("/bin/sh").comparison, rpmsolve.Capability("/bin/sh").evr), (None, None))

    def test_text_and_repr_make_them_again(self) -> None:
        for value in (rpmsolve.Evr("2:1.0-1"), rpmsolve.Nevra("a-1-1.noarch"), rpmsolve.Capability("a = 1")):
            kind = type(value)
            self.assertEqual(kind(str(value)), value)
            self.assertEqual(eval(repr(value), {kind.__name__: kind}), value)

    def test_they_do_not_change(self) -> None:
        with self.assertRaises(AttributeError):
            setattr(rpmsolve.Evr("1.0"), "version", "2.0")

    def test_what_is_none_says_so(self) -> None:
        with self.assertRaises(rpmsolve.errors.EvrEpochError) as raised:
            rpmsolve.Evr("x:1")
        self.assertEqual(raised.exception.code, "evr-epoch")


class Documents(unittest.TestCase):
    """What verbs answer, and what they are given."""

    def test_the_laws_hold_where_something_is_left_out(self) -> None:
        laws(self, [
            rpmsolve.Repository("a"),
            rpmsolve.Repository("a", priority=10),
            rpmsolve.Repository("a", id="x"),
            rpmsolve.Repository("a", id="x", priority=10),
            rpmsolve.Repository("b"),
        ])
        laws(self, [rpmsolve.Request(["a"]), rpmsolve.Request(["a"], weak=False), rpmsolve.Request(["a", "b"])])
        report = rpmsolve.check(**GREETING)
        again = dataclasses.replace(report, packages=report.packages + 1)
        laws(self, sorted([again, report]))

    def test_a_path_is_its_text(self) -> None:
        self.assertEqual(rpmsolve.Repository(pathlib.Path("a/b")), rpmsolve.Repository("a/b"))
        self.assertEqual(rpmsolve.Repository(pathlib.Path("a/b")).place, "a/b")

    def test_json_makes_them_again(self) -> None:
        made = rpmsolve.resolve(["hello"], **GREETING)
        self.assertEqual(type(made).from_json(made.to_json()), made)
        self.assertEqual(hash(type(made).from_dict(made.to_dict())), hash(made))
        self.assertEqual(pickle.loads(pickle.dumps(made)), made)

    def test_they_do_not_change(self) -> None:
        with self.assertRaises(dataclasses.FrozenInstanceError):
            setattr(rpmsolve.Repository("a"), "place", "b")
        counts = FrozenDict(a=1)
        with self.assertRaises(TypeError):
            counts["a"] = 2
        self.assertEqual((dict(counts), hash(counts)), ({"a": 1}, hash(FrozenDict({"a": 1}))))


if __name__ == "__main__":
    unittest.main()
