"""The base of every endpoint: parse, call, answer."""

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from config.refusals import NotFound

M = TypeVar("M", bound=Model)


class ApiViewSet(viewsets.ViewSet):
    """A viewset whose input is checked by a serializer before anything else sees it."""

    def valid(self, request: Request, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body as `serializer` reads it; refuses with 400 naming the fields."""
        form = serializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        return cast(dict[str, Any], form.validated_data)


def one_or_404(rows: QuerySet[M], **lookup: Any) -> M:
    """The row of an already scoped queryset; what is out of reach is not there."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise NotFound
    return row
