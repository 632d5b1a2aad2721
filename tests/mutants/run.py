"""python -m tests.mutants.run [WORD …]: would tests notice if the money's code were a bit wrong?

Cosmic-ray changes one operator, number or condition at a time, in copies of what is committed, side
by side. Modules whose path holds one of the words (all, without words) are taken. What was tried
is kept in `var/mutants/`, so the same command goes on where it was stopped; a module that changed
begins anew. `--report` only shows what is known. Prints the table that README.md holds and every
mutant that lived, as a diff.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, Queue

from tests.mutants.chosen import leave_out
from tests.mutants.places import PLACES, SOCKET
from tools import processes, venv
from tools.console import Failure
from tools.paths import ROOT, VAR
from tools.postgres import cluster as clusters

COSMIC_RAY = "cosmic-ray==8.7.0"
FOLDER = VAR / "mutants"
CONFIG = """[cosmic-ray]
module-path = "{module}"
timeout = 900.0
excluded-modules = []
test-command = "{python} -m tests.mutants.tried {module}"
[cosmic-ray.distributor]
name = "local"
"""


def _cosmic_ray() -> Path:
    """Cosmic-ray in an environment of its own: it only edits files and starts commands."""
    environment = FOLDER / "venv"
    program = environment / "bin" / "cosmic-ray"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        pip = [str(venv.python(environment)), "-m", "pip", "install", "--quiet", COSMIC_RAY]
        subprocess.run(pip, check=True)
    return program


def _session(module: str) -> Path:
    """Where the results for the module as it is now are kept."""
    source = hashlib.sha256((ROOT / module).read_bytes()).hexdigest()[:10]
    return FOLDER / f"{module.removesuffix('.py').replace('/', '.')}-{source}.sqlite"


def _copy(number: int) -> Path:
    tree = FOLDER / f"tree-{number}"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    packed = subprocess.Popen(["git", "archive", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", str(tree)], stdin=packed.stdout, check=True)
    return tree


def _mutate(module: str, tree: Path, environment: dict[str, str]) -> None:
    session, config = _session(module), tree / "cosmic-ray.toml"
    config.write_text(CONFIG.format(module=module, python=sys.executable))
    program = _cosmic_ray()
    if not session.exists():
        unfinished = session.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        subprocess.run([program, "init", str(config), str(unfinished)], cwd=tree, check=True)
        leave_out(unfinished, (tree / module).read_text())
        unfinished.rename(session)
    untouched = [sys.executable, "-m", "tests.mutants.tried", module]
    if subprocess.run(untouched, cwd=tree, env=environment, check=False).returncode:
        raise Failure(f"{module}: its tests fail, or are not there, before anything is changed.")
    done = [program, "exec", str(config), str(session)]
    subprocess.run(done, cwd=tree, env=environment, check=True)
    sys.stdout.write(_line(module) + "\n")
    sys.stdout.flush()


def _work(modules: "Queue[str]", number: int) -> None:
    tree = _copy(number)
    environment = {**os.environ, "MONEY_WORKER": f"mutants{number}"}
    command = [sys.executable, "-m", "tests.mutants.warm"]
    with (tree / "warm.log").open("w") as log:
        warm = subprocess.Popen(command, cwd=tree, env=environment, stdout=log, stderr=log)
    try:
        if not processes.wait_until((tree / SOCKET).exists, within=600):
            raise Failure(f"Nothing is warm: see {tree / 'warm.log'}.")
        while True:
            try:
                module = modules.get_nowait()
            except Empty:
                return
            _mutate(module, tree, environment)
    finally:
        warm.terminate()
        warm.wait()


def _results(module: str) -> list[tuple[str, str]]:
    """Outcome and diff of each mutant that was tried."""
    if not _session(module).exists():
        return []
    with sqlite3.connect(_session(module)) as database:
        return database.execute("select test_outcome, diff from work_results").fetchall()


def _line(module: str) -> str:
    outcomes = [str(outcome) for outcome, _diff in _results(module)]
    alive = outcomes.count("SURVIVED")
    return f"| `{module}` | {len(outcomes)} | {len(outcomes) - alive} |"


def report(modules: list[str]) -> int:
    """The table and the survivors; 1 where fewer than 95 of a hundred were killed."""
    results = [result for module in modules for result in _results(module)]
    alive = [diff for outcome, diff in results if outcome == "SURVIVED"]
    killed = len(results) - len(alive)
    share = 100 * killed / len(results) if results else 0
    lines = ["| module | mutants | killed |", "|---|---|---|", *map(_line, modules)]
    lines.append(f"| all | {len(results)} | {killed} ({share:.1f} %) |")
    sys.stdout.write("\n".join([*lines, "", *alive]) + "\n")
    return 0 if share >= 95 else 1


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if not word.startswith("--")]
    modules = [name for name in PLACES if not words or any(word in name for word in words)]
    if "--report" in arguments:
        return report(modules)
    FOLDER.mkdir(parents=True, exist_ok=True)
    _cosmic_ray()
    server = None
    if not os.environ.get("DATABASE_URL"):
        server = clusters.for_tests()
        server.start()
        os.environ["DATABASE_URL"] = server.url("zhurek")
    waiting: Queue[str] = Queue()
    for module in modules:
        waiting.put(module)
    processes = int(os.environ.get("MUTANTS_PROCESSES", os.cpu_count() or 1))
    try:
        with ThreadPoolExecutor(processes) as pool:
            for work in [pool.submit(_work, waiting, number) for number in range(processes)]:
                work.result()
    finally:
        if server is not None:
            server.stop()
    return report(modules)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
