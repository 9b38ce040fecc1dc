"""`GET /healthz` and `/readyz`, for whatever watches over the processes.

Answered before anything else looks at the request: a probe names the machine by its address, which is in no
`ALLOWED_HOSTS`, and comes without TLS.
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
    """The middleware: `/healthz` says that this process answers, `/readyz` that it can serve the school."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in ("/healthz", "/readyz"):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return JsonResponse({"message": "Only GET and HEAD."}, status=405, headers={"Allow": "GET, HEAD"})
        return build_report({}) if request.path == "/healthz" else build_report(self.run_checks())

    def run_checks(self) -> dict[str, str]:
        """What `/readyz` looks at, with "ok" or what is wrong. Migrations that ran stay run, so once is enough."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            waiting = 0 if self.migrated else count_waiting_migrations()
        except (DatabaseError, InterfaceError) as error:
            logger.error("Not ready: %s", error)
            return {"database": "does not answer", "migrations": "unknown"}
        self.migrated = not waiting
        return {"database": "ok", "migrations": f"{waiting} to run" if waiting else "ok"}


def count_waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_report(checks: dict[str, str]) -> JsonResponse:
    is_well = all(found == "ok" for found in checks.values())
    response = JsonResponse({"status": "ok" if is_well else "unavailable", **checks}, status=200 if is_well else 503)
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))  # no other middleware sees this response
    return response
