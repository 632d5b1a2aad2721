"""A PostgreSQL of the test's own, to be killed, started again, and given a disk that is full.

What it has told a client to be committed is with the operating system, so that it outlives the
server's own death; for the machine's death, which is not tried here, it would need `fsync` too.
"""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.db import connection, connections

from tests.fixtures import templates
from tools import processes
from tools.postgres import cluster as clusters
from tools.postgres.installation import Installation

DATABASE, TEMPLATE = "money", "money_template"


class PrivateServer:
    """`database` is what to give a world; until `stop`, Django's connections lead here."""

    def __init__(self) -> None:
        self.cluster = clusters.for_tests("postgres-crashes")
        self.crashes = 0
        self.before: dict | None = None

    def start(self, template: str) -> None:
        """Run, with a copy of the database `template` of the suite's own server."""
        installation = self.cluster.start()
        source = templates.url_of(template)
        self.before = dict(connection.settings_dict)
        connections.close_all()
        connection.settings_dict.update(environ.Env.db_url_config(self.cluster.url(DATABASE)))
        with templates.maintenance() as server:
            # The tests' servers otherwise acknowledge what they still hold in their own memory.
            server.execute("ALTER ROLE ALL SET synchronous_commit = on")
            templates.copy(server, "template0", TEMPLATE)
        copy(installation, source, self.cluster.url(TEMPLATE))

    def stop(self) -> None:
        connections.close_all()
        if self.before is not None:
            connection.settings_dict.update(self.before)
        self.cluster.stop()

    def crash(self) -> None:
        """`pg_ctl stop --mode=immediate`: nothing is written, nobody is asked."""
        assert self.cluster.process is not None
        os.kill(self.cluster.process.pid, signal.SIGQUIT)
        assert processes.wait_until(lambda: self.cluster.ended, within=20, every=0.01)
        self.crashes += 1

    def come_back(self) -> None:
        """Start again, which plays back what was committed; our connections are made anew."""
        self.cluster.start()
        connections.close_all()

    @contextmanager
    def no_file_larger_than(self, size: int) -> Iterator[None]:
        """The server finds no room beyond `size` bytes of any file, until the end of the block.

        The system refuses the write as it does on a full disk, in the same place and with the same
        consequence; only the number of the error differs (EFBIG for ENOSPC). No mount is needed,
        so it works for every account and on every Unix.
        """
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        # What the server is started with, it inherits from us.
        self.cluster.stop()
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            self.come_back()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        try:
            yield
        finally:
            self.cluster.stop()
            self.come_back()


def copy(installation: Installation, source: str, target: str) -> None:
    """A whole small database from one server to another."""
    dump = [installation.program("pg_dump"), "--no-owner", "--no-privileges", source]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
        restore = [installation.program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", target]
        restored = subprocess.run(
            restore, stdin=dumping.stdout, stdout=subprocess.DEVNULL, check=False
        )
    if dumping.returncode or restored.returncode:
        raise RuntimeError("the template could not be copied to the private server")
