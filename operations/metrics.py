"""Prometheus metrics at `GET /metrics` if `METRICS_TOKEN` is set; the scraper sends the token as a bearer token.

Under gunicorn all processes write to `PROMETHEUS_MULTIPROC_DIR` (config/gunicorn.py), and the one that gets the request
reports for all of them. The label `route` is the URL pattern, not the path: otherwise every id would add a time series.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core.queue.claiming import measure_queue
from core.queue.queues import QUEUES
from core.startup import get_first_line
from operations.secret_paths import get_route

logger = logging.getLogger(__name__)

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # clients can invent others, each of which would be a time series
REQUESTS = Counter("downwind_requests_total", "Requests served.", ["method", "route", "status"])
QUEUE_GAUGES = (
    ("waiting", "waiting", "Rows that wait for a worker, or for another attempt."),
    ("age", "oldest_due_seconds", "For how long the oldest row has been due."),
    ("failed", "given_up", "Rows that were given up and not deleted yet."),
)
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
    queues = CollectorRegistry()
    queues.register(QueueCollector())
    return HttpResponse(generate_latest(registry) + generate_latest(queues), content_type=CONTENT_TYPE_LATEST)


class QueueCollector(Collector):
    """Measures the queues in the database, whichever process is asked and wherever the workers run.

    Without a database it reports nothing, so that the other metrics are still read.
    """

    def collect(self) -> Iterator[Metric]:
        try:
            measured = {name: measure_queue(queue) for name, queue in QUEUES.items()}
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The queues could not be measured: %s", get_first_line(error))
            return
        for key, name, text in QUEUE_GAUGES:
            gauge = GaugeMetricFamily(f"downwind_queue_{name}", text, labels=["queue"])
            for queue, values in measured.items():
                gauge.add_metric([queue], values[key])
            yield gauge
