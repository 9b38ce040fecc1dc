"""Prints the lists of the admin: all rows of the present filter, up to a limit, with the columns of the list."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from office.base.tables.exports import iterate_table

# Some forty pages of paper; a browser lays out more of them slowly. An export has no such limit.
MAX_PRINTED_ROWS = 1_000


class PrintMixin(ModelAdmin[Any]):
    """For a ModelAdmin: a page that prints its list, with the filters, search, order and columns of the list."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_print"
        return [path("print/", self.admin_site.admin_view(self.print_view), name=name), *super().get_urls()]

    def print_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as a page for paper; the request has the query string of the list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        # One row more than allowed shows that there are too many, without counting all of them.
        ids = list(changelist.queryset.values_list("pk", flat=True)[: MAX_PRINTED_ROWS + 1])
        conditions = list(describe_conditions(changelist))
        headings, *rows = iterate_table(changelist, request, ids[:MAX_PRINTED_ROWS], more=())
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(self.opts.verbose_name_plural)),
            "subtitle": _("Print"),
            "opts": self.opts,
            "conditions": conditions,
            "headings": headings,
            "rows": rows,
            "limit": MAX_PRINTED_ROWS if len(ids) > MAX_PRINTED_ROWS else None,
            "list_query": changelist.get_query_string(),
        }
        return TemplateResponse(request, "managers/print_list.html", context)


def describe_conditions(changelist: ChangeList) -> Iterator[str]:
    """The search and each filter that is set, as `state: under way`."""
    if changelist.query:
        yield _("search: %(words)s") % {"words": changelist.query}
    for spec in changelist.filter_specs:
        if spec.used_parameters and (chosen := list(islice(list_chosen(spec, changelist), 20))):
            yield _("%(filter)s: %(chosen)s") % {"filter": spec.title, "chosen": ", ".join(chosen)}


def list_chosen(spec: Any, changelist: ChangeList) -> Iterator[str]:
    """What is chosen in a filter: a link that is selected, or the chosen rows of a form field."""
    for choice in spec.choices(changelist):
        if "form" not in choice:
            if choice.get("selected"):
                yield str(choice["display"])
            continue
        for name, field in choice["form"].fields.items():
            values = [value for value in spec.used_parameters.get(name) or () if value]
            yield from (str(row) for row in field.queryset.filter(pk__in=values))
