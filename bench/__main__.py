"""`python -m bench [names]`: run them, print the table, exit with 1 when a bound does not hold."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

from bench.ground import ground

NAMES = ("intake", "settling", "fund_size", "burst")


def main(arguments: list[str]) -> int:
    names = [one for one in arguments if one in NAMES] or NAMES
    with ground() as installation:
        outcomes = [import_module(f"bench.{name}").measure() for name in names]
    if "--json" in arguments:
        print(json.dumps([asdict(one) for one in outcomes], indent=2))
    else:
        print(f"PostgreSQL {installation.major}, durable\n")
        print("| measured | ratio | bound | holds | ours | baseline |\n|---|---|---|---|---|---|")
        for one in outcomes:
            ours, base = (f"{s * 1000:.3f} ms" for s in (one.subject_seconds, one.baseline_seconds))
            holds = "yes" if one.holds else "NO"
            print(f"| {one.name} | {one.ratio:.2f} | {one.bound} | {holds} | {ours} | {base} |")
    return 0 if all(one.holds for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
