"""The base class of viewsets, and helpers for their input."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api import paths as paths  # registers the path converters <id:…> and <user_id:…>
from core.exceptions import NotFound

M = TypeVar("M", bound=Model)


class ApiViewSet(viewsets.ViewSet):
    """A viewset whose input is validated by a serializer before any other code uses it."""

    http_method_names = ["get", "head", "post"]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # Text is UTF-8, whatever charset the request declares; some charset names would even raise when decoding.
        request.encoding = "utf-8"
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(final, Response):
            final.add_post_render_callback(self.break_cycles)
        return final

    def break_cycles(self, response: Response) -> None:
        """View, request and response refer to each other, and to all rows that were shown. Without these references all
        of it is freed at once. With them, Python has to look for it every few requests, for a quarter of their time."""
        self.request.parser_context.clear()
        response.renderer_context.clear()  # type: ignore[attr-defined]  # its stub forgets this
        vars(self).clear()

    def validate_body(self, request: Request, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, validated by `serializer`. Raises ValidationError (400), which names the fields."""
        # DRF reads a missing flag of a QueryDict (an empty form) as false; in a dict it is missing.
        return validate_values(dict(request.data), serializer, context={"request": request})


def validate_values(
    values: Mapping[str, Any], serializer: type[serializers.Serializer[Any]], **options: Any
) -> dict[str, Any]:
    """`values` of a body or a query, validated by `serializer`. Raises ValidationError (400) with the fields."""
    form = serializer(data=values, **options)
    form.is_valid(raise_exception=True)
    return cast(dict[str, Any], form.validated_data)


def get_one_or_404(rows: QuerySet[M], **lookup: Any) -> M:
    """The row of a queryset that is limited to what the caller may see. Raises NotFound, as for an unknown id.

    docs/api.md, section 1, Company scope and visibility.
    """
    row = rows.filter(**lookup).first()
    if row is None:
        raise NotFound
    return row
