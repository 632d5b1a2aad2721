"""`make safeguard`: all of tests/safeguarding, with a hundred thousand requests.

Takes ARGS for pytest. `SAFEGUARDING_SEED=7 make safeguard` draws everything anew.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.paths import ROOT

SIZES = {
    "SAFEGUARDING_CANARIES": "1000",
    "SAFEGUARDING_TEXTS": "500",
    "SAFEGUARDING_PICTURES": "10000",
    "SAFEGUARDING_REQUESTS": "100000",
    "SAFEGUARDING_SHARES": "10",
}


def main(arguments: list[str]) -> int:
    seed = os.environ.get("SAFEGUARDING_SEED") or str(random.randrange(1_000_000))
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.txt"
        environment = {
            **SIZES, **os.environ, "SAFEGUARDING_SEED": seed, "SAFEGUARDING_FIGURES": str(figures),
        }  # fmt: skip
        processes = str(os.cpu_count() or 1)
        # Beside what every `make test` runs: what takes long, in files that it does not collect.
        files = "python_files=test_*.py fuzzing.py broken_pictures.py"
        command = [sys.executable, "-m", "pytest", "-o", files, "tests/safeguarding"]
        command += ["-n", processes]
        command += ["--dist", "load", f"--hypothesis-seed={seed}", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        sys.stdout.write(figures.read_text() if figures.exists() else "")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
