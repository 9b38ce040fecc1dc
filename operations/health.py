"""`GET /healthz` and `/readyz`, for systemd, Docker, load balancers and monitoring.

The middleware is the first one: a probe sends an IP address as its host, which is not in `ALLOWED_HOSTS`, and uses no
TLS, so every later middleware would reject or redirect it.
"""

import logging
from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)


class HealthChecks:
    """Middleware: `/healthz` responds while this process is alive, `/readyz` is 200 while it can serve requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_migrated = False

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
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            pending = 0 if self.is_migrated else count_pending_migrations()
        except (DatabaseError, InterfaceError) as error:
            logger.error("Not ready: %s", error)
            return {"database": "does not answer", "migrations": "unknown"}
        self.is_migrated = not pending
        return {"database": "ok", "migrations": f"{pending} to run" if pending else "ok"}


def count_pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_report(checks: dict[str, str]) -> JsonResponse:
    is_ok = all(result == "ok" for result in checks.values())
    response = JsonResponse({"status": "ok" if is_ok else "unavailable", **checks}, status=200 if is_ok else 503)
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))  # the middleware that sets it comes later
    return response
