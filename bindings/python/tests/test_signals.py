"""Ctrl-C in a call that takes long: KeyboardInterrupt, and the process goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import unittest
from collections.abc import Sequence

from common import GREETING, corpus

HEARING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
"""Whoever runs the tests in the background may ignore signals, and what is started there would too."""

WAITING = """
import sys, time
import rpmsolve

flag = rpmsolve.Cancel()

def wait(progress):
    # The call takes as long as it is not given up, or nearly.
    print("started", flush=True)
    for _ in range(6000):
        if flag.is_cancelled:
            break
        time.sleep(0.01)

try:
    rpmsolve.check(repositories=sys.argv[1:], arch="x86_64", progress=wait, cancel=flag)
except KeyboardInterrupt:
    print("given up" if flag.is_cancelled else "too late", flush=True)
print(len(rpmsolve.Pool(sys.argv[1:], arch="x86_64")))
"""

WORKING = """
import sys
import rpmsolve

flag = rpmsolve.Cancel()
pool = rpmsolve.Pool(sys.argv[1:], arch="x86_64")
try:
    pool.check(progress=lambda progress: print("started", flush=True) if progress.done else None, cancel=flag)
    print("finished", flush=True)
except KeyboardInterrupt:
    print("given up" if flag.is_cancelled else "too late", flush=True)
"""


class Interrupts(unittest.TestCase):
    """What the terminal sends."""

    def interrupted(self, program: str, arguments: Sequence[object]) -> list[str]:
        """What a program prints that is interrupted as soon as it has started."""
        words = [sys.executable, "-c", HEARING + program, *map(str, arguments)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            self.assertEqual(process.stdout.readline(), "started\n")
            process.send_signal(signal.SIGINT)
            rest = process.stdout.read().splitlines()
        self.assertEqual(process.returncode, 0)
        return [line for line in rest if line != "started"]

    @unittest.skipIf(sys.platform == "win32", "no SIGINT can be sent to one process")
    def test_a_call_is_given_up_and_the_process_goes_on(self) -> None:
        said = self.interrupted(WAITING, GREETING["repositories"])
        self.assertEqual(said[0], "given up")
        self.assertGreater(int(said[1]), 0)

    @unittest.skipIf(sys.platform == "win32", "no SIGINT can be sent to one process")
    def test_a_check_of_a_distribution_is_given_up(self) -> None:
        repositories = corpus("cs9-baseos-2022", "cs9-appstream-2025")
        self.assertEqual(self.interrupted(WORKING, repositories), ["given up"])


if __name__ == "__main__":
    unittest.main()
