"""How gunicorn serves the site: `gunicorn -c python:mentortrain.launch.gunicorn_conf app:app`."""

import gc
import os
import sys
import time
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from mentortrain import logs, metrics
from mentortrain.config import PRODUCTION, ROOT

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # loaded once, then forked: half the time and memory. Loading opens no connection.
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 4  # seconds to finish what is being answered, when told to end
keepalive = 5
max_requests = 50_000  # a worker is replaced every day or week: a leak cannot grow for months
max_requests_jitter = 5_000
accesslog = None  # paths hold feed and sign-in tokens; the site writes a line itself (web/requests.py)
errorlog = "-"
control_socket_disable = True  # its default place is in the home directory, shared by all sites of a machine


class logger_class(Logger):  # noqa: N801  (gunicorn's name for the setting)
    """What gunicorn says goes through the same door as all else. A `logconfig_dict` would bring the access log."""

    def setup(self, cfg: Any) -> None:
        """Before anything is said."""
        super().setup(cfg)
        logs.name_process(logs.WEB)
        logs.configure(production=os.environ.get("MENTORTRAIN_ENV") == PRODUCTION)


def on_starting(server: Any) -> None:
    """Loaded, and before the first fork: it listens when the database is ready."""
    # The site says what to make once for all processes, before its database is there and with it: web/warming.py.
    to_do = getattr(server.app.wsgi(), "extensions", {}).get("mentortrain.before_forks", ())
    for make in to_do[:1]:
        make()
    _wait_until_prepared()
    for make in to_do[1:]:
        make()
    metrics.share(Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance") / "metrics")


def _wait_until_prepared() -> None:
    """`python3 app.py` lets us load while it prepares, and makes this file then; without it nobody is waited for."""
    prepared, parent = os.environ.get("MENTORTRAIN_PREPARED"), os.getppid()
    while prepared and not Path(prepared).exists():
        if os.getppid() != parent:
            sys.exit(1)  # whoever would make it is gone
        time.sleep(0.05)


def pre_fork(server: Any, worker: Any) -> None:
    """The lowest slot that no living process holds: a replaced one's counts go on."""
    taken = {other.slot for other in server.WORKERS.values()}
    worker.slot = next(number for number in range(len(taken) + 1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """In the new process."""
    metrics.sit(str(worker.slot))


def when_ready(server: Any) -> None:
    """Before the first fork: what is loaded stays shared, as the collector no longer writes to it."""
    gc.freeze()
