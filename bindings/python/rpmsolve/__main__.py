"""`python -m rpmsolve`: the command."""

import sys

from rpmsolve._native import main


def run() -> None:
    """Runs the command with the arguments of this process."""
    sys.exit(main(["rpmsolve", *sys.argv[1:]]))


if __name__ == "__main__":
    run()
