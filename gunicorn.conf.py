"""How web processes serve, at home (`make run`) and for real."""

import os
import sys
from pathlib import Path

from gunicorn.glogging import Logger

# `site/` is a plain folder on the path, as in manage.py.
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

from edge.private_links import MaskedFormatter, masked

wsgi_app = "config.wsgi"
bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# The application is read once and shared; nothing in it opens a connection while being imported.
preload_app = True
# Longer than the slowest call to Stripe, whose own time-out lies below this.
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
# Processes report to their parent through a file: on a disk it may stall them.
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes a file without a name there
worker_tmp_dir = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
# The socket by which gunicornc would steer us lies in the home folder, and nothing here uses it.
control_socket_disable = True


class ShortLogger(Logger):
    """Notes paths, and errors, without the secret part of private links."""

    def setup(self, cfg):
        super().setup(cfg)
        # An error that is not Django's is told with the whole address that was asked for.
        for handler in self.error_log.handlers:
            handler.setFormatter(MaskedFormatter(self.error_fmt, self.datefmt))

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["U"] = masked(atoms["U"] or "")
        return atoms


logger_class = ShortLogger
accesslog = "-"
# No request line (r), query (q) or referrer (f): each may hold a private link or a search text.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
