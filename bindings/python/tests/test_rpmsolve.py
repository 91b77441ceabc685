"""Verbs and pools over the demonstration packages: what they answer, warnings, progress, cancelling, threads."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Awaitable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib import metadata
from typing import Any
from unittest import mock

import rpmsolve
from common import DEMONSTRATION, GREETING, imported
from rpmsolve import Progress

PLACE = GREETING["repositories"][0]

COMMAND = ("--repo", PLACE, "--arch", "x86_64")
"""The same as GREETING, for the command."""


def command(*arguments: object) -> str:
    """What the command prints."""
    words = [sys.executable, "-m", "rpmsolve", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def asked_elsewhere(pool: rpmsolve.Pool) -> tuple[rpmsolve.Transaction, str, bool]:
    """In another process: an answer, the file that the pool is kept in, and whether that is mapped there."""
    file = str(pool._native.state[1])
    maps = pathlib.Path("/proc/self/maps")
    is_mapped = not maps.exists() or file in maps.read_text()
    return pool.solve("hello").transaction, file, is_mapped


async def told_of(awaited: Awaitable[object]) -> None:
    """Whoever waits here is warned."""
    await awaited


class Verbs(unittest.TestCase):
    """Functions for the verbs of the command."""

    def test_resolve_is_what_the_command_prints(self) -> None:
        made = rpmsolve.resolve(["hello"], **GREETING)
        self.assertIsInstance(made, rpmsolve.Transaction)
        printed = command("resolve", "--json", *COMMAND, "hello")
        self.assertEqual(made.to_dict(), json.loads(printed))

    def test_every_verb_has_a_function_and_a_coroutine(self) -> None:
        for verb in rpmsolve._native.verbs():
            name = verb.replace("-", "_")
            self.assertTrue(callable(getattr(rpmsolve, name)), verb)
            self.assertIn(name, rpmsolve.__all__)
            self.assertTrue(callable(getattr(rpmsolve.aio, name)), verb)

    def test_places_are_paths_or_described(self) -> None:
        one = rpmsolve.resolve(["hello"], **GREETING)
        for place in (str(PLACE), rpmsolve.Repository(PLACE), rpmsolve.Repository(str(PLACE), priority=7)):
            self.assertEqual(rpmsolve.resolve(["hello"], **{**GREETING, "repositories": [place]}), one)
        place = rpmsolve.Repository(PLACE, id="demo")
        named = rpmsolve.resolve(["hello"], **{**GREETING, "repositories": [place]})
        self.assertEqual({package.repo for package in named.packages}, {"demo"})

    def test_layer_writes_one(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            output = pathlib.Path(directory) / "hello.zip"
            layer = rpmsolve.layer(["hello"], output=output, **DEMONSTRATION)
            self.assertIsInstance(layer, rpmsolve.Layer)
            self.assertTrue(output.read_bytes().startswith(b"PK"))

    def test_unknown_options_are_errors(self) -> None:
        with self.assertRaisesRegex(TypeError, "wek"):
            rpmsolve.resolve(["hello"], **GREETING, wek=False)  # type: ignore[call-arg]
        with self.assertRaisesRegex(rpmsolve.UsageError, 'did you mean "weak"'):
            rpmsolve.Pool(**DEMONSTRATION).solve("hello", wek=False)

    def test_what_the_library_warns_of_is_a_warning_of_whoever_called(self) -> None:
        options: dict[str, Any] = {**GREETING, "setopt": {"nobody.proxy": ""}}
        for call in (
            lambda: rpmsolve.resolve(["hello"], **options),
            lambda: rpmsolve.Pool(**options),
            lambda: asyncio.run(told_of(rpmsolve.aio.resolve(["hello"], **options))),
            lambda: asyncio.run(told_of(rpmsolve.Pool.load(**options))),
        ):
            with self.assertWarnsRegex(rpmsolve.RpmsolveWarning, "nobody") as warned:
                call()
            self.assertEqual(warned.filename, __file__)

    def test_the_version_is_that_of_the_command(self) -> None:
        self.assertIn(rpmsolve.__version__, command("--version"))
        try:
            installed = metadata.version("rpmsolve")
        except metadata.PackageNotFoundError:
            return
        self.assertEqual(rpmsolve.__version__, installed)


class Watching(unittest.TestCase):
    """Progress, and giving up."""

    def test_progress_is_told(self) -> None:
        told: list[Progress] = []
        rpmsolve.check(**GREETING, progress=told.append)
        self.assertIn("check", {progress.stage for progress in told})
        self.assertTrue(told[-1].finished)

    def test_what_a_callback_raises_comes_back(self) -> None:
        def fail(progress: Progress) -> None:
            raise KeyError(progress.stage)

        with self.assertRaises(KeyError):
            rpmsolve.check(**GREETING, progress=fail)
        with self.assertRaises(KeyError):
            rpmsolve.Pool(**DEMONSTRATION).check(progress=fail)

    def test_a_bar_is_drawn(self) -> None:
        imported("tqdm")
        with tempfile.TemporaryFile("w+") as drawn:
            rpmsolve.check(**GREETING, progress=rpmsolve.bar(file=drawn))
            drawn.seek(0)
            self.assertIn("check: 100%", drawn.read())

    def test_what_is_cancelled_is_given_up(self) -> None:
        cancel = rpmsolve.Cancel()
        self.assertFalse(cancel.is_cancelled)
        cancel.cancel()
        self.assertTrue(cancel.is_cancelled)
        with self.assertRaises(rpmsolve.CancelledError):
            rpmsolve.check(**GREETING, cancel=cancel)


class Pools(unittest.TestCase):
    """Packages that are loaded once."""

    def test_a_pool_is_asked_often(self) -> None:
        with rpmsolve.Pool(**GREETING) as pool:
            self.assertEqual(len(list(pool)), len(pool))
            solution = pool.solve("hello")
            self.assertEqual(solution.transaction, rpmsolve.resolve(["hello"], **GREETING))
            self.assertEqual(json.loads(solution.to_json()), solution.transaction.to_dict())
            self.assertEqual(
                sorted(package.nevra for package in solution),
                [package.nevra for package in solution.transaction.packages],
            )
            self.assertLessEqual(len(pool.solve(rpmsolve.Request(["hello"], weak=False))), len(solution))
            self.assertEqual(solution.why("hello").status, "found")
            self.assertIn("libhello", pool)
            self.assertNotIn("no-such-package", pool)
            self.assertEqual([package.nevra for package in pool.providers("libhello = 1-1")], ["libhello-0:1-1.noarch"])
            self.assertIn(f"of {len(pool)} packages", repr(pool))

    def test_requests_are_put_together(self) -> None:
        pool = rpmsolve.Pool(**DEMONSTRATION)
        both = pool.solve(rpmsolve.Request(["libgreet"]), "hello-script")
        self.assertLessEqual({"libgreet", "hello-script"}, {package.name for package in both})

    def test_packages_are_values(self) -> None:
        pool = rpmsolve.Pool(**DEMONSTRATION)
        one, other = list(pool), list(rpmsolve.Pool(**DEMONSTRATION))
        self.assertEqual(one, other)
        self.assertEqual([hash(package) for package in one], [hash(package) for package in other])
        self.assertEqual(len(set(one + other)), len(pool))
        names = [package.name for package in sorted(one)]
        self.assertEqual(names, sorted(names))
        self.assertNotEqual(one[0], one[0].nevra)
        for package in one:
            if not package.is_base:
                nevra = rpmsolve.Nevra(package.nevra)
                self.assertEqual((nevra.name, nevra.evr, nevra.arch), (package.name, package.evr, package.arch))
            self.assertRegex(package.checksum, "^$" if package.is_base else "^sha256:[0-9a-f]{64}$")
            self.assertIn(package.nevra, repr(package))

    def test_it_pickles_as_the_file_that_it_is_kept_in(self) -> None:
        with tempfile.TemporaryDirectory() as cache:
            pool = rpmsolve.Pool(**DEMONSTRATION, cache=cache)
            again = pickle.loads(pickle.dumps(pool))
            self.assertEqual(list(again), list(pool))
            package = next(iter(pool))
            self.assertEqual(pickle.loads(pickle.dumps(package)), package)
        with self.assertRaisesRegex(ValueError, "cache=DIRECTORY"):
            pickle.dumps(rpmsolve.Pool(**DEMONSTRATION))
        with self.assertRaisesRegex(ValueError, "pickle its transaction"):
            pickle.dumps(pool.solve("hello"))

    def test_other_processes_map_the_same_file(self) -> None:
        context = multiprocessing.get_context("spawn")
        with tempfile.TemporaryDirectory() as cache:
            pool = rpmsolve.Pool(**DEMONSTRATION, cache=cache)
            with ProcessPoolExecutor(1, mp_context=context) as processes:
                answer, file, is_mapped = processes.submit(asked_elsewhere, pool).result()
            self.assertEqual(answer, pool.solve("hello").transaction)
            self.assertEqual(file, str(pool._native.state[1]))
            self.assertTrue(is_mapped)
            self.assertEqual(pathlib.Path(file).parent, pathlib.Path(cache))

    def test_threads_ask_at_a_time(self) -> None:
        pool = rpmsolve.Pool(**DEMONSTRATION)
        specs = ["hello", "libgreet", "hello-script", "hello-rival"] * 8
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda spec: pool.solve(spec).transaction, specs))
        self.assertEqual(answers, [pool.solve(spec).transaction for spec in specs])


class Command(unittest.TestCase):
    """`python -m rpmsolve`."""

    def test_it_ends_as_the_command_does(self) -> None:
        ended = subprocess.run(
            [sys.executable, "-m", "rpmsolve", "resolve", *map(str, COMMAND), "hello-broken"],
            capture_output=True, text=True,
        )
        self.assertEqual(ended.returncode, 1, ended.stderr)
        self.assertIn("nothing provides", ended.stdout + ended.stderr)

    def test_it_runs_with_the_arguments_of_the_process(self) -> None:
        from rpmsolve import __main__

        with mock.patch.object(sys, "argv", ["anything", "no-such-verb"]), self.assertRaises(SystemExit) as ended:
            __main__.run()
        self.assertEqual(ended.exception.code, 2)


if __name__ == "__main__":
    unittest.main()
