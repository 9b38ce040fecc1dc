"""`GET /healthz` and `/readyz`, for systemd, Docker, load balancers and monitoring.

The middleware is the first one: a probe sends an IP address as its host, which is not in `ALLOWED_HOSTS`, and uses no
TLS, so every later middleware would reject or redirect it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from core.outages.breaker import Breaker

logger = logging.getLogger(__name__)

# SQLite is a file, which neither hangs nor can be shared with a thread while it is in memory.
HAS_SERVER = connection.vendor == "postgresql"
MAX_SECONDS = 1.5  # of a check of the database: a probe waits two to five seconds for its response


class HealthChecks:
    """Middleware: `/healthz` responds while this process is alive, `/readyz` is 200 while it can serve requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_migrated = False
        self.asking: Future[int] | None = None
        # Probes wait for each other (operations/web_server/request_queue.py): what one of them did not learn in time,
        # those behind it must not wait for again.
        self.breaker = Breaker((DatabaseError, InterfaceError, TimeoutError), OperationalError)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in ("/healthz", "/readyz"):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return JsonResponse({"message": "Only GET and HEAD."}, status=405, headers={"Allow": "GET, HEAD"})
        return build_report({}) if request.path == "/healthz" else build_report(self.run_checks())

    def run_checks(self) -> dict[str, str]:
        """Each thing that `/readyz` checks, with "ok" or the problem.

        Migrations are checked until all have run, and never again: that costs a query and reading every migration file.
        """
        try:
            pending = self.breaker.call(self.ask_in_time) if HAS_SERVER else self.ask_database()
        except (DatabaseError, InterfaceError, TimeoutError) as error:
            logger.error("Not ready: %s", error)
            return {"database": "does not answer", "migrations": "unknown"}
        self.is_migrated = not pending
        return {"database": "ok", "migrations": f"{pending} to run" if pending else "ok"}

    def ask_database(self) -> int:
        """The number of migrations to run. Raises what the database raises."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0 if self.is_migrated else count_pending_migrations()

    def ask_in_time(self) -> int:
        """`ask_database` in a thread. Raises TimeoutError if it takes too long, or if the last one still hangs: a
        database that is stopped keeps its connections open and never answers."""
        if self.asking is None or self.asking.done():
            self.asking = Future()
            # A daemon, which keeps no process that is told to stop.
            Thread(target=self.ask_and_disconnect, args=(self.asking,), daemon=True).start()
        return self.asking.result(MAX_SECONDS)

    def ask_and_disconnect(self, answer: "Future[int]") -> None:
        try:
            answer.set_result(self.ask_database())
        except Exception as error:
            answer.set_exception(error)
        finally:
            connection.close()


def count_pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_report(checks: dict[str, str]) -> JsonResponse:
    is_ok = all(result == "ok" for result in checks.values())
    response = JsonResponse({"status": "ok" if is_ok else "unavailable", **checks}, status=200 if is_ok else 503)
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))  # the middleware that sets it comes later
    return response
