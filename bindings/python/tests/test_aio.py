"""asyncio: the same answers, progress in the loop's thread, and tasks that are cancelled."""

from __future__ import annotations

import asyncio
import threading
import unittest

import rpmsolve
from common import DEMONSTRATION, GREETING, corpus
from rpmsolve import Progress, aio


class Coroutines(unittest.IsolatedAsyncioTestCase):
    """They wait for a thread."""

    async def test_they_answer_as_the_functions_do(self) -> None:
        asked = [aio.resolve([spec], **GREETING) for spec in ("hello", "libhello")]
        made = await asyncio.gather(*asked)
        self.assertEqual(made[0], rpmsolve.resolve(["hello"], **GREETING))
        self.assertEqual(made[1], rpmsolve.resolve(["libhello"], **GREETING))

    async def test_pools(self) -> None:
        pool = await rpmsolve.Pool.load(**DEMONSTRATION)
        solutions = await asyncio.gather(*(pool.solve_async("hello") for _ in range(4)))
        self.assertEqual({solution.transaction for solution in solutions}, {pool.solve("hello").transaction})

    async def test_what_cannot_be_is_raised(self) -> None:
        with self.assertRaises(rpmsolve.UnsolvableError):
            await aio.resolve(["hello-broken"], **GREETING)

    async def test_progress_is_told_in_the_thread_of_the_loop(self) -> None:
        told: list[tuple[str, int]] = []

        def tell(progress: Progress) -> None:
            told.append((progress.stage, threading.get_ident()))

        await aio.check(**GREETING, progress=tell)
        self.assertIn(("check", threading.get_ident()), told)
        self.assertEqual({thread for _, thread in told}, {threading.get_ident()})

    async def test_what_a_callback_raises_comes_back(self) -> None:
        def fail(progress: Progress) -> None:
            raise KeyError(progress.stage)

        with self.assertRaises(KeyError):
            await aio.check(**GREETING, progress=fail)

    async def test_a_flag_gives_up(self) -> None:
        cancel = rpmsolve.Cancel()
        cancel.cancel()
        with self.assertRaises(rpmsolve.CancelledError):
            await aio.check(**GREETING, cancel=cancel)

    async def test_who_cancels_the_task_gives_up_what_it_does(self) -> None:
        cancel = rpmsolve.Cancel()
        task = asyncio.create_task(aio.check(**GREETING, cancel=cancel))
        await asyncio.sleep(0)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertTrue(cancel.is_cancelled)

    async def test_the_thread_of_a_cancelled_task_ends_early(self) -> None:
        repositories = corpus("cs9-baseos-2022", "cs9-appstream-2025")
        started = asyncio.Event()
        told: list[Progress] = []

        def tell(progress: Progress) -> None:
            told.append(progress)
            if progress.stage == "check" and progress.done:
                started.set()

        task = asyncio.create_task(aio.check(repositories=repositories, arch="x86_64", progress=tell))
        await started.wait()
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        await asyncio.get_running_loop().shutdown_default_executor()
        await asyncio.sleep(0)
        checked = [progress for progress in told if progress.stage == "check"]
        self.assertLess(max(progress.done for progress in checked), checked[0].total or 0)


if __name__ == "__main__":
    unittest.main()
