"""`python -m tests.drills [--only restore|recovery|upgrade|soak] [--from COMMIT] [--seconds N] [--soak-seconds N]`

Rehearses a restore, a recovery to a moment, an upgrade and a long run, each on a served school of its own under load.
Prints tables, and exits with 1 if anything is wrong.
"""

import argparse
import sys
from collections.abc import Callable

from tests.drills.recovery import rehearse_recovery
from tests.drills.restore import rehearse_restore
from tests.drills.soak import soak
from tests.drills.upgrade import find_last_release, rehearse_upgrade

DRILLS = ("restore", "recovery", "upgrade", "soak")


def main() -> int:
    options = read_options()
    drills: dict[str, Callable[[], list[str]]] = {
        "restore": lambda: rehearse_restore(options.seconds),
        "recovery": lambda: rehearse_recovery(options.seconds),
        "upgrade": lambda: rehearse_upgrade(options.commit or find_last_release(), options.seconds),
        "soak": lambda: soak(options.soak_seconds),
    }
    found = [f"{name}: {text}" for name in options.only or DRILLS for text in run_drill(name, drills[name])]
    sys.stdout.write("".join(f"{text}\n" for text in found) or "Nothing is wrong.\n")
    return 1 if found else 0


def run_drill(name: str, drill: Callable[[], list[str]]) -> list[str]:
    """What is wrong; a command that fails is."""
    sys.stderr.write(f"{name} …\n")
    try:
        return drill()
    except RuntimeError as error:
        return [str(error)]


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="drills")
    parser.add_argument("--only", action="append", choices=DRILLS)
    parser.add_argument("--from", dest="commit", help="the version to upgrade from; default: the last tag")
    parser.add_argument("--seconds", type=float, default=20.0, help="of load before and after each step")
    parser.add_argument("--soak-seconds", type=float, default=600.0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
