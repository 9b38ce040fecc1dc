"""The search box of the managers' admin: finds pages by their title, and people and parts of the syllabus by name.

It replaces unfold's search, which caches results, shows rows without checking permissions and reads every match. This
one queries the rows of each ModelAdmin, which are those of the manager's school, and shows a few of each model.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.dataclasses import SearchResult

from core.text.cleaning import clean_line
from core.text.search import fold_text
from office.base.registration import AdminDeclarations

MAX_TERM_LENGTH = 100  # longer than any name; a longer term would only load the database
MAX_ROWS_PER_MODEL = 6


def render_search_results(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """The list that drops down below the search box: empty for an empty term."""
    started = perf_counter()
    # PostgreSQL rejects a query that contains a NUL.
    term = clean_line(request.GET.get("s", "").replace("\x00", "")).strip()[:MAX_TERM_LENGTH]
    results = [*search_pages(site, request, term), *search_rows(site, request, term)] if term else []
    # Unfold's template needs a page of a paginator; this one has all results on one page.
    paginator = Paginator(results, max(len(results), 1))
    template = "command_results" if "extended" in request.GET else "search_results"
    context = {
        "page_obj": paginator,
        "results": paginator.page(1),
        "page_counter": 0,
        "execution_time": perf_counter() - started,
    }
    return TemplateResponse(request, f"unfold/helpers/{template}.html", context, headers={"HX-Trigger": "search"})


def search_pages(site: AdminSite, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    """The lists that the manager may open and whose title contains the term."""
    for app in site.get_app_list(request):
        for model in app["models"]:
            if model["admin_url"] and fold_text(term) in fold_text(str(model["name"])):
                yield SearchResult(model["name"], _("List"), model["admin_url"], "list")


def search_rows(site: AdminSite, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    """A few rows of each model that declares `in_search`."""
    for model_admin in site._registry.values():
        if (
            isinstance(model_admin, AdminDeclarations)
            and model_admin.in_search
            and model_admin.has_view_permission(request)
        ):
            for row in find_matches(model_admin, request, term):
                yield build_result(model_admin, row)


def find_matches(model_admin: ModelAdmin[Any], request: HttpRequest, term: str) -> list[Any]:
    """Rows of the admin's list that match the term in its search fields."""
    matches, may_repeat = model_admin.get_search_results(request, model_admin.get_queryset(request), term)
    return list((matches.distinct() if may_repeat else matches)[:MAX_ROWS_PER_MODEL])


def build_result(model_admin: AdminDeclarations, row: Any) -> SearchResult:
    meta = model_admin.model._meta
    link = reverse(f"admin:{meta.app_label}_{meta.model_name}_{model_admin.search_page}", args=(row.pk,))
    return SearchResult(str(row), str(meta.verbose_name), link, model_admin.menu[0].icon)
