"""`GET /`: a page with links for browsers, and the API's 404 for programs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from api.handlers import page_not_found


def home(request: HttpRequest) -> HttpResponse:
    """The start page for a client that accepts `text/html` explicitly; programs send `*/*`."""
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")
    response = render(request, "home.html") if wants_page else page_not_found(request, None)
    patch_vary_headers(response, ["Accept"])
    return response
