"""An exception for each code of an error; `ERRORS` has them by code."""

from __future__ import annotations

from rpmsolve._errors import *  # noqa: F403
from rpmsolve._errors import __all__ as __all__
