#!/usr/bin/env python
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # A plain folder on the path: as a package it would hide the standard library's `site`.
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
