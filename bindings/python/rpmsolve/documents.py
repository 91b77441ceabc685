"""What verbs answer: the command's documents as values."""

from __future__ import annotations

from rpmsolve._documents import *  # noqa: F403
from rpmsolve._documents import __all__ as __all__
