"""What the addresses and selections of the managers' lists and forms may hold: whatever cannot be read is left out, or
answered as Django answers a filter that it cannot read, and is never an error."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError, transaction
from django.http import HttpRequest

from office.base.choices import keep_known_ids, keep_readable


class ReadableQueryStrings:
    """Mixed into a ModelAdmin."""

    def get_changeform_initial_data(self: Any, request: HttpRequest) -> dict[str, Any]:
        return keep_readable(super().get_changeform_initial_data(request), self.opts.get_fields())  # type: ignore[misc]

    def changelist_view(self: Any, request: HttpRequest, extra_context: Any = None) -> Any:
        if ACTION_CHECKBOX_NAME in request.POST:
            request.POST = keep_known_ids(self.model, request.POST, ACTION_CHECKBOX_NAME)
        return super().changelist_view(request, extra_context)  # type: ignore[misc]

    def get_changelist_instance(self: Any, request: HttpRequest) -> Any:
        """An address that asks for years, numbers or pages that no column holds is one that Django cannot read."""
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)  # type: ignore[misc]
        except (DataError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error
