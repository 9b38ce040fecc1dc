"""Handles malformed query strings and selections: they are ignored, or rejected as Django rejects a filter that it
cannot parse, and never cause a server error."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError, transaction
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from office.forms.choices import keep_valid_ids, keep_valid_initial


class SafeQueryStringMixin(ModelAdmin[Any]):
    """For a ModelAdmin: ignores or rejects malformed query strings and selections."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return keep_valid_initial(super().get_changeform_initial_data(request), self.opts.get_fields())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if ACTION_CHECKBOX_NAME in request.POST:
            valid = keep_valid_ids(self.model, request.POST, ACTION_CHECKBOX_NAME)
            request.POST = valid  # type: ignore[assignment]  # the stubs know only the immutable QueryDict of Django
        return super().changelist_view(request, extra_context)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Rejects years and numbers that are out of range: the database or Python raises only when the query runs."""
        try:
            # A savepoint: PostgreSQL aborts the whole transaction with a failed query.
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (DataError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error
