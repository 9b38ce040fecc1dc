"""Admin pages of a syllabus refuse what would change a published one (docs/decisions/0034)."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from office.syllabus_editor.finishing_admin import FinishesEnrollments
from trainings.models import Training
from trainings.syllabus.freezing import check_syllabus_is_editable, describe_freeze, is_free_change


class FreezesSyllabus(FinishesEnrollments):
    """A ModelAdmin of a part of a syllabus. What is free in a frozen one (`FREE_COLUMNS`) can still be saved."""

    def list_trainings(self, rows: list[Any]) -> set[uuid.UUID]:
        """The ids of the trainings whose syllabus the rows are part of."""
        return self.list_affected_trainings(rows)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not (change and is_free_change(obj._meta.label_lower, form.changed_data)):
            # A slide can be moved: out of one training, and into another.
            before = list(self.model._default_manager.filter(pk=obj.pk)) if change else []
            check_syllabus_is_editable(self.list_trainings([*before, obj]))
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if change and not is_free_change(formset.model._meta.label_lower, iterate_changed_columns(formset)):
            check_syllabus_is_editable(self.list_trainings([form.instance]))
        super().save_formset(request, form, formset, change)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        check_syllabus_is_editable(self.list_trainings(list(queryset)))
        super().delete_queryset(request, queryset)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Says above the form of a part of a frozen syllabus that it cannot be changed."""
        obj = kwargs.get("obj")
        if obj is not None and request.method == "GET":
            frozen = Training.objects.filter(pk__in=self.list_trainings([obj]), published_at__isnull=False).first()
            if frozen is not None:
                self.message_user(request, describe_freeze(frozen), messages.WARNING)
        return super().render_change_form(request, context, *args, **kwargs)


def iterate_changed_columns(formset: Any) -> Iterator[str]:
    """The names of the fields in which the rows of an inline differ; of a new row, and of one to be deleted, more than
    its fields."""
    forms: Iterable[Any] = formset.forms
    for form in forms:
        yield from form.changed_data
        if form.has_changed() and form.instance._state.adding:
            yield "id"
