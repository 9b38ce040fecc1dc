"""How gunicorn serves a school: `gunicorn --config config/gunicorn.py config.wsgi`
(docs.gunicorn.org/en/stable/settings.html)."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from config.environment import read_environment
from config.logs import build_gunicorn_logging
from core.startup import check_server, exit_on_setup_error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
check_server()

with exit_on_setup_error():
    env = read_environment(Path(__file__).resolve().parent.parent)
    bind = env.get_listening_address("BIND", "127.0.0.1:8000")
    workers = env.number("WEB_CONCURRENCY", 2, at_least=1)
    threads = env.number("WEB_THREADS", 8, at_least=1)
# Receives whole requests before a thread works on them: clients that stop in the middle hold up nobody.
worker_class = "operations.buffering_worker.BufferingWorker"
# A new process after so many requests, not all at once: memory that a library loses comes back.
max_requests = 20_000
max_requests_jitter = 2_000
graceful_timeout = 30
# Requests are logged by the application, which knows who asks (operations/request_log.py).
accesslog = None
usual_format = "json" if os.environ.get("DOWNWIND_ENV") == "production" else "plain"
logconfig_dict = build_gunicorn_logging(os.environ.get("LOG_FORMAT") or usual_format)
# Nobody administers the server through a socket in the home directory.
control_socket_disable = True

# Before anything imports the client, which looks at it once.
METRICS = tempfile.mkdtemp(prefix="downwind-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS


def on_exit(server: Any) -> None:
    shutil.rmtree(METRICS, ignore_errors=True)


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)
