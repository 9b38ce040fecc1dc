"""`GET /`: where a browser that was given the server's name alone finds its way. Programs get the API's 404."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from api.handlers import page_not_found


def home(request: HttpRequest) -> HttpResponse:
    """A page with the ways in, for whoever asks for HTML by name; `*/*`, which programs send, is not that."""
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")
    response = render(request, "home.html") if wants_page else page_not_found(request, None)
    patch_vary_headers(response, ["Accept"])
    return response
