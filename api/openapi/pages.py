"""`/docs/`: the API document for people, shown by Swagger UI.

The page has the origin of the web app, whose token every script of that origin could read (docs/decisions/0023). So its
scripts are files of this server, none stands in the page, and nothing is requested from any other host.
"""

from typing import Any

from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

# Swagger UI sets styles in attributes, and has pictures in its style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class DocumentPage(SpectacularSwaggerSplitView):
    """The page, and with `?script` the script that starts Swagger UI in it."""

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        return response
