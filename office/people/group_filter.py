"""The filter of lists of people, and of what belongs to people, by pilot group."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import PilotGroup
from office.base.filters import MAX_FILTER_CHOICES
from office.base.managers import get_manager
from office.forms.choices import is_possible_id


class PilotGroupFilter(admin.SimpleListFilter):
    """The members of one pilot group that the manager sees; at most `MAX_FILTER_CHOICES` groups are offered.

    `person` is the column of the list with the id of the person.
    """

    title = _("pilot group")
    parameter_name = "pilot_group"
    person: ClassVar[str] = "pk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        groups = PilotGroup.objects.visible_to(get_manager(request)).order_by("name", "id")
        return [(str(group.pk), group.name) for group in groups[:MAX_FILTER_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Of a group that the manager does not see, nobody."""
        if (value := self.value()) is None:
            return queryset
        if not is_possible_id(PilotGroup, value):
            raise IncorrectLookupParameters
        groups = PilotGroup.objects.visible_to(get_manager(request)).filter(pk=value)
        members = PilotGroup.members.through.objects.filter(pilotgroup__in=groups)
        # A subquery, so that the annotations of the list are counted as without the filter.
        return queryset.filter(**{f"{self.person}__in": members.values("user")})
