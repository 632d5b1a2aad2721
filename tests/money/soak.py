"""python -m tests.money.soak: the fault tests at length, side by side, with their figures kept.

Batches are drawn from seeds that follow one another. Each is noted in `var/soak/<seed>.jsonl` as
soon as it is over, so the same command goes on where the last one was stopped. Ends with 1 where a
batch failed: its output is kept beside, and names the seed and the steps.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

from tools.paths import ROOT, VAR
from tools.postgres import cluster as clusters

FOLDER = VAR / "soak"
PYTEST = ("-m", "pytest", "-q", "-p", "no:randomly", "-p", "tests.money.as_worker")


@dataclass(frozen=True)
class Kind:
    """A kind of batch: a test file, and how much of what one batch of it brings."""

    test: str
    variable: str
    brings: str
    size: int


# A batch takes about a minute.
KINDS = {
    "gifts": Kind("test_gifts_in_any_order", "MONEY_INTERLEAVINGS", "interleavings", 500),
    "money back": Kind("test_money_back_in_any_order", "MONEY_INTERLEAVINGS", "interleavings", 500),
    "kills": Kind("test_killed", "MONEY_KILLS", "kills", 99),
    "crashes": Kind("test_database_away", "MONEY_CRASHES", "crashes", 10),
}


class Soak:
    def __init__(self, seed: int, wanted: dict[str, int]) -> None:
        self.seed = seed
        self.wanted = wanted
        self.notes = FOLDER / f"{seed}.jsonl"
        self.lock = Lock()
        self.begun: Counter[str] = Counter()
        self.underway: Counter[str] = Counter()
        self.batches = [json.loads(line) for line in self._lines()]
        for batch in self.batches:
            self.begun[batch["kind"]] = max(self.begun[batch["kind"]], batch["number"])

    def _lines(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    @property
    def failed(self) -> list[dict[str, Any]]:
        return [batch for batch in self.batches if not batch["ok"]]

    def done(self) -> Counter[str]:
        """How much of what, in batches that went well."""
        total: Counter[str] = Counter()
        for batch in self.batches:
            if batch["ok"]:
                total.update(batch["figures"])
        return total

    def next_batch(self) -> tuple[str, int] | None:
        """The kind of which least is done, and the number of its batch; None when all is."""
        with self.lock:
            if self.failed:
                return None
            done = self.done()
            for name, kind in KINDS.items():
                done[kind.brings] += self.underway[name] * kind.size
            share = {
                name: done[kind.brings] / self.wanted[kind.brings]
                for name, kind in KINDS.items()
                if done[kind.brings] < self.wanted[kind.brings]
            }
            if not share:
                return None
            # Of two kinds that bring the same, the one that was begun less often.
            name = min(share, key=lambda each: (share[each], self.begun[each]))
            self.begun[name] += 1
            self.underway[name] += 1
            return name, self.begun[name]

    def work(self, worker: int) -> None:
        while (batch := self.next_batch()) is not None:
            name, number = batch
            note = self.run(name, number, worker)
            with self.lock:
                self.underway[name] -= 1
                self.batches.append(note)
                with self.notes.open("a") as notes:
                    notes.write(json.dumps(note) + "\n")
                self.tell(note)

    def run(self, name: str, number: int, worker: int) -> dict[str, Any]:
        kind, seed = KINDS[name], self.seed + 100_000 * (1 + list(KINDS).index(name)) + 100 * number
        figures = FOLDER / f"figures-{os.getpid()}-{worker}.jsonl"
        figures.unlink(missing_ok=True)
        # Two files share the interleavings of a usual run.
        size = min(kind.size, self.wanted[kind.brings])
        size = size * 2 if kind.brings == "interleavings" else size
        environment = {
            **os.environ,
            "MONEY_SEED": str(seed),
            "MONEY_WORKER": f"soak{worker}",
            "MONEY_FIGURES": str(figures),
            kind.variable: str(size),
        }
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *PYTEST, f"tests/money/{kind.test}.py"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            (FOLDER / f"{self.seed}-{name.replace(' ', '-')}-{number}.txt").write_text(done.stdout)
        told: Counter[str] = Counter()
        for line in figures.read_text().splitlines() if figures.exists() else ():
            told.update(json.loads(line))
        figures.unlink(missing_ok=True)
        return {
            "kind": name,
            "number": number,
            "seed": seed,
            "ok": done.returncode == 0,
            "seconds": round(time.monotonic() - began, 1),
            "figures": told,
        }

    def tell(self, note: dict[str, Any]) -> None:
        done = self.done()
        how_far = ", ".join(f"{done[name]}/{most} {name}" for name, most in self.wanted.items())
        went = "" if note["ok"] else "FAILED, "
        sys.stdout.write(
            f"{note['kind']} {note['number']} (seed {note['seed']}): {went}"
            f"{note['seconds']} s; {how_far}\n"
        )
        sys.stdout.flush()

    def summary(self) -> str:
        done, seconds = self.done(), sum(batch["seconds"] for batch in self.batches)
        rows = [("seed", self.seed), *sorted(done.items())]
        rows += [("batches", len(self.batches)), ("failed", len(self.failed))]
        rows += [("process seconds", round(seconds))]
        return "\n".join(["| figure | |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="soak")
    parser.add_argument("--interleavings", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=2_000)
    parser.add_argument("--crashes", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None, help="go on with this one")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    seed = asked.seed or _last_seed() or random.randrange(1_000_000, 9_000_000)
    (FOLDER / "seed").write_text(str(seed))
    wanted = {name: getattr(asked, name) for name in ("interleavings", "kills", "crashes")}
    soak = Soak(seed, wanted)
    sys.stdout.write(f"seed {seed}, figures in {soak.notes}\n")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = None
    if not os.environ.get("DATABASE_URL"):
        server = clusters.for_tests()
        server.start()
        os.environ["DATABASE_URL"] = server.url("zhurek")
    try:
        with ThreadPoolExecutor(asked.processes) as pool:
            for work in [pool.submit(soak.work, worker) for worker in range(asked.processes)]:
                work.result()
    finally:
        if server is not None:
            server.stop()
    sys.stdout.write(soak.summary() + "\n")
    return 1 if soak.failed else 0


def _last_seed() -> int | None:
    """That of the run before, if it was stopped before its end."""
    kept = FOLDER / "seed"
    return int(kept.read_text()) if kept.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
