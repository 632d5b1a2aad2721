"""The browser of the tests: found on the machine, never downloaded by us.

CHROMIUM names another program than the one that would be found.
"""

import os
import shutil
from pathlib import Path

from tools import processes
from tools.console import Failure, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = (shutil.which(name) for name in NAMES)
    return next((found for found in (*on_path, *map(shutil.which, PLACES)) if found), None)


def ensure() -> str:
    """The browser's program; on Debian as root it is installed when missing."""
    found = find()
    if found:
        return found
    if os.environ.get("CHROMIUM"):
        raise Failure(f"CHROMIUM names {os.environ['CHROMIUM']}, which cannot be started.")
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        _install_on_debian()
        found = find()
    if not found:
        raise Failure(
            "The tests drive Chromium, and there is none. Debian, Ubuntu: apt-get install chromium."
            " macOS: brew install --cask chromium. Or name one: CHROMIUM=/path/to/chrome make test"
        )
    return found


def _install_on_debian() -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    with step("Installing Chromium with apt-get (a few hundred megabytes)"):
        processes.run([*get, "update"], env=quiet)
        processes.run([*get, "install", "--yes", "--no-install-recommends", "chromium"], env=quiet)
