"""The binding on the demonstration repository; run by `cargo xtask test`, which builds it."""

import pathlib
import sys
import threading
import unittest

import rpmsolve

DEMO = pathlib.Path(__file__).resolve().parents[3] / "testdata/repos/demo"


class Resolve(unittest.TestCase):
    def test_refusals_are_answers(self):
        report = rpmsolve.resolve([DEMO], ["hello-broken"], arch="x86_64")
        self.assertEqual(report["status"], "unsolvable")
        self.assertEqual(report["problems"][0]["children"][0]["rule"], "nothing-provides")

    def test_errors_have_codes(self):
        for repositories, specs, code in [
            (["/nonexistent"], ["hello"], "unreadable"),
            (["https://example.test/"], ["hello"], "no-cache-directory"),
            ([DEMO], ["@group"], "unknown-group"),
        ]:
            with self.assertRaises(rpmsolve.Error) as caught:
                rpmsolve.resolve(repositories, specs, arch="x86_64")
            self.assertEqual(caught.exception.code, code)

    def test_threads_share_nothing(self):
        statuses = []
        work = lambda: statuses.append(rpmsolve.resolve([DEMO], ["hello-rival"], arch="x86_64")["status"])
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, ["unsolvable"] * 8)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False).result.wasSuccessful())
