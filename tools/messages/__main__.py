"""python -m tools.messages compile|extract|check"""

import sys

from tools.console import Failure, complain, main, say
from tools.messages import LANGUAGES, catalogue, compiled
from tools.messages.check import problems
from tools.messages.extract import merge
from tools.messages.sources import NotLiteral, everything
from tools.paths import shown


def compile_catalogues() -> None:
    for source in compiled.renew():
        say(f"compiled {source}")


def extract() -> None:
    messages = everything()
    for language in LANGUAGES:
        came, went = merge(catalogue(language), language, messages)
        say(f"{shown(catalogue(language))}: {len(messages)} strings, {came} new, {went} gone")


def check() -> int:
    messages = everything()
    found = 0
    for language in LANGUAGES:
        for problem in problems(catalogue(language), language, messages):
            complain(f"{shown(catalogue(language))}: {problem}")
            found += 1
    say(f"{len(messages)} strings in {' and '.join(LANGUAGES)}: {found} problems")
    return 1 if found else 0


COMMANDS = {"compile": compile_catalogues, "extract": extract, "check": check}


def command() -> int | None:
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise Failure(f"python -m tools.messages {'|'.join(COMMANDS)}")
    try:
        return COMMANDS[sys.argv[1]]()
    except NotLiteral as problem:
        raise Failure(str(problem)) from problem


if __name__ == "__main__":
    main(command)
