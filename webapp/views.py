"""The pages of the web app: they are the same for everybody of one language, and neither set nor read a cookie."""

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from api.middleware.languages import choose_language
from core.addresses.app import APP_PATH
from webapp.files import Page, read_index, read_page
from webapp.manifest import build_manifest, find_name
from webapp.security_policy import PAGE_HEADERS, WORKER_POLICY, build_page_policy

FILE = re.compile(r"\.[a-z0-9]+\Z", re.IGNORECASE)


@require_safe
def index(request: HttpRequest, route: str = "") -> HttpResponseBase:
    """`GET /app/` and everything below it: the app itself decides what its routes show. Raises Http404 for a file."""
    if FILE.search(route):
        raise Http404
    # No `Vary`, with which the service worker would not find the page that it keeps. Every other cache asks each time,
    # and gets the page of its language, because the ETag is another one.
    headers = {"Content-Security-Policy": build_page_policy()}
    return respond(request, read_index(choose_language(request)), "text/html; charset=utf-8", headers)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponseBase:
    """`GET /app/sw.js`: the service worker, for the pages of the app and no others."""
    headers = {"Content-Security-Policy": WORKER_POLICY, "Service-Worker-Allowed": APP_PATH}
    return respond(request, read_page("sw.js"), "text/javascript; charset=utf-8", headers)


@require_safe
def manifest(request: HttpRequest, company_id: uuid.UUID | None = None) -> HttpResponseBase:
    """`GET /app/manifest.webmanifest` and `/app/manifest/{company_id}.webmanifest`."""
    return respond(request, build_manifest(find_name(company_id)), "application/manifest+json", {})


def respond(request: HttpRequest, page: Page, content_type: str, headers: dict[str, str]) -> HttpResponseBase:
    """The page, or a 304 for a browser that has it; browsers ask each time, so an update arrives at the next start."""
    all_headers = {**PAGE_HEADERS, **headers, "ETag": page.etag}
    response = HttpResponse(page.content, content_type=content_type, headers=all_headers)
    return get_conditional_response(request, etag=page.etag, response=response) or response
