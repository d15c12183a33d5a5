"""``python -m tests.attack``: attack every promise for some minutes. Exit status 1 if any broke."""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import tempfile
import time
from pathlib import Path

ATTACKS: tuple[str, ...] = ("files", "network", "death", "monkey", "soak")
"""Modules of this package; each has ``PROMISE``, ``SHARE`` of the time, and ``attack(rng, seconds, folder)``."""
MINUTES = 14.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("attacks", nargs="*", choices=[*ATTACKS, []], help="those to make; all if none is named")
    parser.add_argument("--seed", type=int, default=None, help="a number; the same one makes the same attacks")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"for all together (default {MINUTES:g})")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    modules = [importlib.import_module(f"tests.attack.{name}") for name in options.attacks or ATTACKS]
    shares = sum(module.SHARE for module in modules)
    print(f"seed {seed}, {options.minutes:g} minutes", flush=True)
    broken = 0
    for module in modules:
        name = module.__name__.rpartition(".")[2]
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="digitpad-attack-") as folder:
            seconds = 60 * options.minutes * module.SHARE / shares
            report = module.attack(random.Random(f"{name}-{seed}"), seconds, Path(folder))
        print(f"{name}: {module.PROMISE} ({time.monotonic() - began:.0f} s)\n{report}", flush=True)
        broken += len(report.broken)
    print(f"{broken} broken" if broken else "nothing broke")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
