"""Says by its exit code whether the web process of this container answers."""

import os
import sys
import urllib.request


def healthy(port: str, hosts: str) -> bool:
    """`hosts` is ALLOWED_HOSTS: the site answers to no other name, not even to 127.0.0.1."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/health/live/", headers={"Host": hosts.split(",")[0].strip(" .")}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    asked = healthy(os.environ.get("PORT", "8000"), os.environ.get("ALLOWED_HOSTS", "localhost"))
    sys.exit(0 if asked else 1)
