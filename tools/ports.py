"""Ports of this machine."""

import contextlib
import socket

from tools.console import Failure


def free(port: int, address: str = "127.0.0.1") -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
        return True


def any_free() -> int:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int, address: str = "127.0.0.1") -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


def wanted(text: str) -> int:
    """The port that `text` names. Raises `Failure` where it names none, or something uses it."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Failure(f"PORT is {text!r}: it must be a number from 1 to 65535.")
    port = int(text)
    if not free(port):
        raise Failure(f"Port {port} is in use. Take another one: make run PORT={port + 10}")
    return port
