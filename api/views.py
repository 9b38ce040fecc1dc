"""The base of every endpoint: parse, call, answer."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from api import paths as paths  # whoever has a view to give an address to can write <id:…> in it
from core.exceptions import NotFound

M = TypeVar("M", bound=Model)


class ApiViewSet(viewsets.ViewSet):
    """A viewset whose input is checked by a serializer before anything else sees it."""

    http_method_names = ["get", "head", "post"]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # Whatever charset the request claims, its text is UTF-8; some charsets' names would even fail to decode.
        request.encoding = "utf-8"
        return super().initialize_request(request, *args, **kwargs)

    def validate_body(self, request: Request, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body as `serializer` reads it; refuses with 400 naming the fields."""
        # An empty form arrives as a QueryDict, in which a missing flag would count as false; in a dict it is missing.
        return validate_values(dict(request.data), serializer, context={"request": request})


def validate_values(
    values: Mapping[str, Any], serializer: type[serializers.Serializer[Any]], **options: Any
) -> dict[str, Any]:
    """`values`, of a body or a query, as `serializer` reads them; refuses with 400 naming the fields."""
    form = serializer(data=values, **options)
    form.is_valid(raise_exception=True)
    return cast(dict[str, Any], form.validated_data)


def get_one_or_404(rows: QuerySet[M], **lookup: Any) -> M:
    """The row of an already scoped queryset; what is out of reach is not there."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise NotFound
    return row
