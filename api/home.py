"""`GET /`: the web app for browsers, and the API's 404 for programs."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from api.handlers import page_not_found
from core.addresses.app import APP_PATH


def home(request: HttpRequest) -> HttpResponse:
    """Redirects a client that accepts `text/html` explicitly to the app; programs send `*/*`."""
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")
    response = HttpResponseRedirect(APP_PATH) if wants_page else page_not_found(request, None)
    patch_vary_headers(response, ["Accept"])
    return response
