"""GETs that change state, which the documented API has (docs/api.md, section 1, Safe methods)."""

from typing import Any

from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from api.views import ApiViewSet
from core.exceptions import Forbidden


class StateChangingGets(ApiViewSet):
    """A viewset whose GET changes state: no HEAD (Django would run the GET), no prefetch, no caching."""

    http_method_names = ["get", "post"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if is_prefetch(request):
            raise Forbidden(gettext("This request changes state and cannot be prefetched."))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


def is_prefetch(request: Request) -> bool:
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose.lower() or "preview" in purpose.lower() for purpose in purposes)
