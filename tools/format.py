"""`make format`: mend what can be mended by a program."""

from tools import processes, venv
from tools.console import main
from tools.paths import ROOT


def mend() -> int:
    python = str(venv.ensure("dev"))
    codes = [
        processes.run([python, "-m", *command], cwd=ROOT).returncode
        for command in (["ruff", "check", "--fix", "."], ["ruff", "format", "."])
    ]
    return max(codes)


if __name__ == "__main__":
    main(mend)
