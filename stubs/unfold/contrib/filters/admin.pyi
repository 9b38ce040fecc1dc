from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin, RelatedFieldListFilter
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

class AutocompleteSelectFilter(RelatedFieldListFilter):
    model_admin: ModelAdmin[Any]
    request: HttpRequest
    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]: ...  # type: ignore[override]  # a form, not links
