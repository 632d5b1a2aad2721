"""`make safeguard`: the proofs of tests/safeguarding at their whole size, one after the other.

`make safeguard ARGS="broken_pictures fuzzing"` runs those alone, so that a long night can be taken
in parts; what else stands in ARGS goes to pytest. `SAFEGUARDING_SEED=7 make safeguard` draws
everything anew from 7. Prints the seed and what was really done.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.paths import ROOT

HERE = Path(__file__).parent
SIZES = {
    "SAFEGUARDING_CANARIES": "1000",
    "SAFEGUARDING_TEXTS": "500",
    "SAFEGUARDING_PICTURES": "10000",
    "SAFEGUARDING_REQUESTS": "100000",
    "SAFEGUARDING_SHARES": "4",
}


def main(arguments: list[str]) -> int:
    proofs = {file.stem.removeprefix("test_"): file for file in sorted(HERE.glob("test_*.py"))}
    chosen = [one for one in arguments if one in proofs] or list(proofs)
    others = [one for one in arguments if one not in proofs]
    seed = os.environ.get("SAFEGUARDING_SEED") or str(random.randrange(1_000_000))
    failed = [one for one in chosen if run(proofs[one], seed, others)]
    sys.stdout.write(f"seed {seed}: {', '.join(failed) or 'nothing'} failed\n")
    return 1 if failed else 0


def run(proof: Path, seed: str, others: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.txt"
        environment = {
            **SIZES, **os.environ, "SAFEGUARDING_SEED": seed, "SAFEGUARDING_FIGURES": str(figures),
        }  # fmt: skip
        command = [sys.executable, "-m", "pytest", str(proof), "-n", str(os.cpu_count() or 1)]
        command += ["--dist", "load", f"--hypothesis-seed={seed}", *others]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        sys.stdout.write(figures.read_text() if figures.exists() else "")
        sys.stdout.flush()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
