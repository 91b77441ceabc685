"""Asks what a file of requests says, and prints what is answered, a line of JSON each."""

from __future__ import annotations

import json
import pathlib
import sys
from typing import Any

import rpmsolve


def answered(verb: str, options: dict[str, Any]) -> str:
    """The document of an answer, or of an error."""
    for name, places in options.items():
        if name == "repositories":
            options[name] = [rpmsolve.Repository(**place) if isinstance(place, dict) else place for place in places]
    try:
        text: str = getattr(rpmsolve, verb.replace("-", "_"))(**options).to_json()
    except rpmsolve.RpmsolveError as error:
        return json.dumps(error.document)
    return text


for request in json.loads(pathlib.Path(sys.argv[1]).read_text()):
    print(answered(request["verb"], request["options"]))
