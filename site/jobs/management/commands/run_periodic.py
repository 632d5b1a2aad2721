import signal
import threading
import time

from django.core.management.base import BaseCommand

from jobs import periodic


class Command(BaseCommand):
    help = "Runs the periodic steps once, or for ever with --loop."

    def add_arguments(self, parser):
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="pause between looks")
        parser.add_argument("--dry-run", action="store_true", help="only say which steps there are")

    def handle(self, *, loop, dry_run, **options):
        if dry_run:
            for step in periodic.STEPS:
                self.stdout.write(f"{step.name}: every {step.every}")
        elif loop is None:
            outcomes = [periodic.run(step) for step in periodic.STEPS]
            if not all(outcomes):
                raise SystemExit(1)
        else:
            self.run_for_ever(loop)

    def run_for_ever(self, seconds: float) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        next_at = dict.fromkeys(periodic.STEPS, 0.0)
        while not stop.is_set():
            for step, due in next_at.items():
                if time.monotonic() >= due:
                    periodic.run(step)
                    next_at[step] = time.monotonic() + step.every.total_seconds()
            stop.wait(seconds)
