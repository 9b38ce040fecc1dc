"""Settings of gunicorn: `gunicorn --config config/gunicorn.py config.wsgi`
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

with exit_on_setup_error():
    env = read_environment(Path(__file__).resolve().parent.parent)
    bind = env.get_listening_address("BIND", "127.0.0.1:8000")
    workers = env.get_number("WEB_CONCURRENCY", 2, at_least=1)
    threads = env.get_number("WEB_THREADS", 8, at_least=1)
# A request that waits for a row longer than this gets 503 with Retry-After, and its thread serves others.
os.environ.setdefault("LOCK_TIMEOUT_SECONDS", "3")
os.environ.setdefault("DATABASE_POOL_TIMEOUT_SECONDS", "2")
# Of the threads of a process, so many may wait for the ledger of one school (docs/decisions/0039).
os.environ.setdefault("LEDGER_WAITERS", str(max(1, threads // 2)))
check_server()
# Receives whole requests before a thread handles them, so that slow clients block no thread (docs/decisions/0010).
worker_class = "operations.web_server.buffering_worker.BufferingWorker"
# Processes are replaced after so many requests, which frees memory that a library leaks; the jitter keeps them from
# restarting at the same time.
max_requests = 20_000
max_requests_jitter = 2_000
graceful_timeout = 30
# The application logs requests, because it knows the user (operations/request_log.py).
accesslog = None
usual_format = "json" if os.environ.get("DOWNWIND_ENV") == "production" else "plain"
logconfig_dict = build_gunicorn_logging(os.environ.get("LOG_FORMAT") or usual_format)
# gunicorn would create a control socket in the home directory, which the service cannot write to and nobody uses.
control_socket_disable = True

# Set before anything imports prometheus_client, which reads it once, at import.
METRICS = tempfile.mkdtemp(prefix="downwind-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS


def post_worker_init(worker: Any) -> None:
    from operations.web_server.garbage import spare_loaded_objects

    spare_loaded_objects()


def on_reload(server: Any) -> None:
    from operations.web_server.buffering_worker import BufferingWorker

    BufferingWorker.generations.record_reload()


def on_exit(server: Any) -> None:
    shutil.rmtree(METRICS, ignore_errors=True)


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # prometheus-client leaves it untyped
