"""Progress on a bar of tqdm."""

from __future__ import annotations

from typing import Any

from rpmsolve._call import ProgressCallback
from rpmsolve._documents import Progress


def bar(**options: Any) -> ProgressCallback:
    """A callback that draws a bar of tqdm for each stage; `options` are tqdm's."""
    from tqdm import tqdm

    shown: dict[str, Any] = {}

    def told(progress: Progress) -> None:
        if progress.stage not in shown:
            shown.clear()
            scale = progress.stage == "fetch"
            shown[progress.stage] = tqdm(
                desc=progress.stage, total=progress.total, unit="B" if scale else "it", unit_scale=scale, **options
            )
        drawn = shown[progress.stage]
        if progress.total is not None:
            drawn.total = progress.total
        drawn.update(progress.done - drawn.n)
        if progress.finished:
            drawn.close()
            shown.clear()

    return told
