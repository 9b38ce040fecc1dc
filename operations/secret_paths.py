"""Paths that are secrets themselves: whoever knows one may read a file, or set a password. Logs hold their pattern."""

from django.http import HttpRequest

SECRET_PATHS = (
    "/media/",
    "/certificates/",
    "/account/",
    "/inspection/enter/",
    "/users/new_password/",
    "/users/confirmation/",
    "/app/users/new_password/",
    "/app/users/confirmation/",
)


def get_route(request: HttpRequest) -> str:
    """The URL pattern that matched; empty if none did."""
    return request.resolver_match.route if request.resolver_match else ""


def get_logged_path(request: HttpRequest) -> str:
    """The path of a request, or its pattern where the path is a secret."""
    return get_route(request) if request.path.startswith(SECRET_PATHS) else request.path
