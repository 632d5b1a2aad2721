import json

from django.core.management.base import BaseCommand

from wishes.screening import measuring


class Command(BaseCommand):
    help = (
        "Measure screening on its labelled texts: precision and recall by rule and language. "
        "Exits with 1 where a target is not reached."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Report as JSON.")
        parser.add_argument(
            "--failures", action="store_true", help="Show each slip on the tuned texts."
        )

    def handle(self, *args, **options):
        report = measuring.Report(list(measuring.samples()))
        below = report.below_target()
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(report, below), indent=2))
        else:
            self._tell(report, below)
        if options["failures"]:
            for failure in report.total(measuring.TUNED).failures:
                self.stdout.write(failure)
        if below:
            raise SystemExit(1)

    def _tell(self, report, below):
        for part in (measuring.TUNED, measuring.HELD_OUT):
            self.stdout.write(f"\n{part:<14}{'recall':>8} {'precision':>10} {'marks':>6}")
            for language in ("kk", "ru", "en"):
                self._line(language, report.total(part, language))
            for rule in report.rules:
                self._line(rule, report.total(part, rule=rule))
            self._line("all", report.total(part))
        clean = sum(count for (*_of, is_clean), count in report.sizes.items() if is_clean)
        self.stdout.write(f"\n{len(report.samples)} texts, {clean} of them clean")
        for line in below:
            self.stdout.write(line)

    def _line(self, name, score):
        marks = score.found + score.missed
        self.stdout.write(f"{name:<14}{score.recall:>8.1%} {score.precision:>10.1%} {marks:>6}")


def _as_json(report, below):
    parts = {}
    for part in (measuring.TUNED, measuring.HELD_OUT):
        parts[part] = {
            "all": _figures(report.total(part)),
            "languages": {code: _figures(report.total(part, code)) for code in ("kk", "ru", "en")},
            "rules": {rule: _figures(report.total(part, rule=rule)) for rule in report.rules},
        }
    sizes = {
        f"{part}_{language}_{'clean' if is_clean else 'marked'}": count
        for (part, language, is_clean), count in sorted(report.sizes.items())
    }
    return {"ok": not below, "below_target": below, "texts": sizes, **parts}


def _figures(score):
    return {
        "recall": round(score.recall, 4),
        "precision": round(score.precision, 4),
        "marks": score.found + score.missed,
        "findings": score.right + score.wrong,
    }
