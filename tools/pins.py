"""`make pins`: work out both lists of exact versions anew, for every system and Python."""

from pathlib import Path

from tools import processes, venv
from tools.console import Failure, main, say
from tools.paths import ROOT, VAR


def renew() -> None:
    python = str(venv.ensure("dev"))
    runtime = _resolved(python, "requirements.in", VAR / "pins.txt")
    everything = _resolved(python, "requirements-dev.in", VAR / "pins-dev.txt")
    _write("requirements.txt", "requirements.in", runtime)
    extra = [line for line in everything if line not in runtime]
    _write("requirements-dev.txt", "requirements-dev.in", ["-r requirements.txt", *extra])


def _resolved(python: str, source: str, into: Path) -> list[str]:
    VAR.mkdir(exist_ok=True)
    command = [python, "-m", "uv", "pip", "compile", "--quiet", "--upgrade", "--universal"]
    command += ["--python-version", "3.11", "--no-annotate", "--no-header", source, "-o", str(into)]
    if processes.run(command, cwd=ROOT).returncode != 0:
        raise Failure(f"{source} could not be resolved.")
    lines = into.read_text().splitlines()
    into.unlink()
    return lines


def _write(name: str, source: str, lines: list[str]) -> None:
    heading = f"# Made by `make pins` from {source}."
    (ROOT / name).write_text("\n".join([heading, *lines]) + "\n")
    say(f"{name}: {len(lines)} packages")


if __name__ == "__main__":
    main(renew)
