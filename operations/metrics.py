"""Prometheus metrics at `GET /metrics` if `METRICS_TOKEN` is set; the scraper sends the token as a bearer token.

Under gunicorn all processes write to `PROMETHEUS_MULTIPROC_DIR` (config/gunicorn.py), and the one that gets the request
reports for all of them. The label `route` is the URL pattern, not the path: otherwise every id would add a time series.
"""

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from operations.request_log import get_route

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # clients can invent others, each of which would be a time series
REQUESTS = Counter("downwind_requests_total", "Requests served.", ["method", "route", "status"])
SECONDS = Histogram("downwind_request_seconds", "Time to the first byte of a response.", ["method", "route"])


class Metrics:
    """Middleware that counts and times every request, and serves `/metrics`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/metrics":
            if may_read(request):
                return build_metrics_response()
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
        started = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, get_route(request), response.status_code).inc()
        SECONDS.labels(method, get_route(request)).observe(time.perf_counter() - started)
        return response


def may_read(request: HttpRequest) -> bool:
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")


def build_metrics_response() -> HttpResponse:
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus-client leaves it untyped
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
