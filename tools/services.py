"""Keeps the site's programs running, and ends all of them together."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools import processes
from tools.console import Failure, complain, say
from tools.paths import LOGS, ROOT, shown

PAUSES = (0.5, 1, 2, 5, 10)  # seconds before each further start of a program that ended
FORGIVEN_AFTER = 120.0  # seconds of running after which earlier ends no longer count


@dataclass
class Service:
    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path = ROOT
    logs: Path = LOGS
    process: subprocess.Popen | None = None
    ends: int = 0
    started: float = 0.0
    due: float | None = None
    fresh: bool = field(default=True)  # the first start of a run begins the log anew

    @property
    def log(self) -> Path:
        return self.logs / f"{self.name}.log"

    def start(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb" if self.fresh else "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.tied_to_us(),
            )
        self.fresh = False
        self.started = time.monotonic()
        self.due = None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_words(self, lines: int = 12) -> str:
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"    {line}" for line in said[-lines:])

    def stop(self, patience: float = 12) -> None:
        if self.process is not None:
            processes.stop_group(self.process, patience=patience)


class Supervisor:
    def __init__(self) -> None:
        self.services: list[Service] = []

    def start(self, service: Service) -> Service:
        self.services.append(service)
        service.start()
        return service

    def look(self) -> None:
        """Start again what has ended, with growing pauses; give up on what keeps ending."""
        now = time.monotonic()
        for service in self.services:
            if service.running:
                continue
            if service.due is None:
                self._note_end(service, now)
            elif now >= service.due:
                service.start()

    def _note_end(self, service: Service, now: float) -> None:
        if now - service.started > FORGIVEN_AFTER:
            service.ends = 0
        service.ends += 1
        code = service.process.returncode if service.process else None
        complain(f"{service.name} ended by itself (code {code}). Its last words:")
        complain(service.last_words())
        if service.ends > len(PAUSES):
            raise Failure(f"{service.name} keeps ending, so everything stops: {shown(service.log)}")
        service.due = now + PAUSES[service.ends - 1]
        say(f"{service.name} is started again in {PAUSES[service.ends - 1]:g} s.")

    def stop(self, patience: float = 12) -> None:
        """Ask all at once, so that the slowest alone is waited for."""
        for service in self.services:
            if service.running and service.process:
                os.killpg(service.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        for service in reversed(self.services):
            service.stop(max(0.1, deadline - time.monotonic()))
