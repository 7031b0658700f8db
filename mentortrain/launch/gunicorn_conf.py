"""How gunicorn serves the site: `gunicorn -c python:mentortrain.launch.gunicorn_conf app:app`."""

import gc

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # loaded once, then forked: half the time and memory. Loading opens no connection.
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 4  # seconds to finish what is being answered, when told to end
keepalive = 5
max_requests = 10_000  # a worker is replaced now and then: a leak cannot grow for months
max_requests_jitter = 1_000
accesslog = None  # paths hold feed and sign-in tokens: they belong in no log
errorlog = "-"
control_socket_disable = True  # its default place is in the home directory, shared by all sites of a machine


def when_ready(server: object) -> None:
    """Before the first fork: what is loaded stays shared, as the collector no longer writes to it."""
    gc.freeze()
