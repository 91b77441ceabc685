"""The package over the demonstration repository: values, verbs, pools, errors, progress, cancelling, asyncio."""

import asyncio
import json
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest

import rpmsolve

DEMO = pathlib.Path(tempfile.mkdtemp()) / "primary.xml"


def package(name, requires=""):
    """A package as primary.xml has it."""
    needed = f'<rpm:requires><rpm:entry name="{requires}"/></rpm:requires>' if requires else ""
    return (
        f'<package type="rpm"><name>{name}</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/>'
        f'<checksum type="sha256" pkgid="YES">{name.encode().hex():0>64}</checksum><summary>{name}</summary>'
        f'<size package="1" installed="2" archive="3"/><location href="{name}-1-1.noarch.rpm"/><format>'
        f'<rpm:provides><rpm:entry name="{name}" flags="EQ" epoch="0" ver="1" rel="1"/></rpm:provides>'
        f"{needed}</format></package>"
    )


DEMO.write_text(
    '<?xml version="1.0" encoding="UTF-8"?><metadata xmlns="http://linux.duke.edu/metadata/common" '
    'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="3">'
    + package("hello", "libhello") + package("libhello") + package("hello-broken", "nowhere") + "</metadata>"
)


class Values(unittest.TestCase):
    def test_order_and_hash_are_rpms(self):
        self.assertEqual(rpmsolve.Evr("1.0-1"), rpmsolve.Evr("1.00-1"))
        self.assertEqual(hash(rpmsolve.Evr("1.0-1")), hash(rpmsolve.Evr("1.00-1")))
        self.assertLess(rpmsolve.Evr("1.0~rc1-1"), rpmsolve.Evr("1.0-1"))
        self.assertEqual(rpmsolve.Nevra("git-core-2.39.5-1.el9.x86_64").evr.version, "2.39.5")
        self.assertEqual(rpmsolve.Capability("perl(Carp) >= 1.2").comparison, ">=")

    def test_they_pickle(self):
        for value in (rpmsolve.Evr("2:1.0-1"), rpmsolve.Nevra("a-1-1.noarch"), rpmsolve.Capability("a = 1")):
            self.assertEqual(pickle.loads(pickle.dumps(value)), value)
            self.assertEqual(eval(repr(value), {type(value).__name__: type(value)}), value)

    def test_what_is_none_says_so(self):
        with self.assertRaises(rpmsolve.errors.EvrEpochError) as raised:
            rpmsolve.Evr("x:1")
        self.assertEqual(raised.exception.code, "evr-epoch")


class Verbs(unittest.TestCase):
    def test_resolve_is_what_the_command_prints(self):
        made = rpmsolve.resolve(["hello"], repositories=[DEMO], arch="x86_64")
        self.assertIsInstance(made, rpmsolve.Transaction)
        arguments = ["rpmsolve", "resolve", "--json", "--repo", str(DEMO), "--arch", "x86_64", "hello"]
        code = f"import rpmsolve._native; raise SystemExit(rpmsolve._native.main({arguments!r}))"
        printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        self.assertEqual(made.to_dict(), json.loads(printed))

    def test_documents_are_values(self):
        one = rpmsolve.resolve(["hello"], repositories=[DEMO], arch="x86_64")
        other = rpmsolve.resolve(["hello"], repositories=[rpmsolve.Repository(DEMO)], arch="x86_64")
        self.assertEqual((one, hash(one)), (other, hash(other)))
        self.assertEqual(pickle.loads(pickle.dumps(one)), one)
        self.assertEqual(type(one).from_json(one.to_json()), one)

    def test_what_cannot_be_is_raised_with_its_reasons(self):
        with self.assertRaises(rpmsolve.UnsolvableError) as raised:
            rpmsolve.resolve(["hello-broken"], repositories=[DEMO], arch="x86_64")
        self.assertEqual(raised.exception.code, "unsolvable")
        self.assertTrue(raised.exception.problems[0].message)
        self.assertEqual(raised.exception.document["status"], "unsolvable")

    def test_unknown_options_are_errors(self):
        with self.assertRaisesRegex(TypeError, "wek"):
            rpmsolve.resolve(["hello"], repositories=[DEMO], wek=False)
        with self.assertRaisesRegex(rpmsolve.UsageError, 'did you mean "weak"'):
            rpmsolve.Pool([DEMO], arch="x86_64").solve("hello", wek=False)

    def test_asyncio(self):
        made = asyncio.run(rpmsolve.aio.resolve(["hello"], repositories=[DEMO], arch="x86_64"))
        self.assertEqual(made, rpmsolve.resolve(["hello"], repositories=[DEMO], arch="x86_64"))

    def test_progress_is_told_and_what_it_raises_comes_back(self):
        told = []
        rpmsolve.check(repositories=[DEMO], arch="x86_64", progress=told.append)
        self.assertIn("check", {progress.stage for progress in told})

        def fail(progress):
            raise KeyError(progress.stage)

        with self.assertRaises(KeyError):
            rpmsolve.check(repositories=[DEMO], arch="x86_64", progress=fail)

    def test_what_is_cancelled_is_given_up(self):
        cancel = rpmsolve.Cancel()
        cancel.cancel()
        with self.assertRaises(rpmsolve.CancelledError):
            rpmsolve.check(repositories=[DEMO], arch="x86_64", cancel=cancel)


class Pools(unittest.TestCase):
    def test_a_pool_is_asked_often(self):
        with rpmsolve.Pool([DEMO], arch="x86_64") as pool:
            self.assertEqual(len(list(pool)), len(pool))
            solution = pool.solve("hello")
            self.assertEqual(solution.transaction, rpmsolve.resolve(["hello"], repositories=[DEMO], arch="x86_64"))
            self.assertEqual(sorted(package.nevra for package in solution),
                             [package.nevra for package in solution.transaction.packages])
            request = rpmsolve.Request(["hello"], weak=False)
            self.assertEqual(pickle.loads(pickle.dumps(request)), request)
            self.assertTrue(len(pool.solve(request)) <= len(solution))
            self.assertEqual(solution.why("hello").status, "found")

    def test_it_pickles_as_the_file_that_it_is_kept_in(self):
        with tempfile.TemporaryDirectory() as cache:
            pool = rpmsolve.Pool([DEMO], arch="x86_64", cache=cache)
            again = pickle.loads(pickle.dumps(pool))
            self.assertEqual(list(again), list(pool))
            package = next(iter(pool))
            self.assertEqual(pickle.loads(pickle.dumps(package)), package)
        with self.assertRaisesRegex(ValueError, "cache=DIRECTORY"):
            pickle.dumps(rpmsolve.Pool([DEMO], arch="x86_64"))


class Errors(unittest.TestCase):
    def test_every_code_has_its_exception(self):
        for code, kind in rpmsolve.errors.ERRORS.items():
            raised = rpmsolve._error.make(code, "message", "{}")
            self.assertIs(type(raised), kind)
            self.assertEqual((raised.code, str(raised)), (code, "message"))
            self.assertIsInstance(raised, rpmsolve.RpmsolveError)
            self.assertEqual(pickle.loads(pickle.dumps(raised)).code, code)


if __name__ == "__main__":
    unittest.main()
