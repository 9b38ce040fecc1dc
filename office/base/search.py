"""The search box of the managers' admin: pages by their name, people and syllabus by theirs.

Unfold's own search keeps what it found in the cache, shows rows without asking for a permission and reads every match.
This one asks each ModelAdmin for its rows, which are the school's; caches nothing; and shows a few of each kind.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.dataclasses import SearchResult

from core.text.cleaning import clean_line

MAX_TERM_LENGTH = 100
MAX_ROWS_PER_MODEL = 6

# What a manager looks for by name, with the icon it has in the menu.
SEARCHED_MODELS = {
    "accounts.User": "person",
    "accounts.PilotGroup": "groups",
    "trainings.Training": "menu_book",
    "trainings.Subject": "topic",
    "trainings.Lesson": "article",
    "exams.Exam": "quiz",
    "missions.FlightTemplate": "flight_takeoff",
    "locations.Location": "location_on",
    "certificate.Certificate": "workspace_premium",
}


def render_search_results(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """The list that drops down under the search box: empty for an empty term."""
    started = perf_counter()
    term = clean_line(request.GET.get("s", "").replace("\x00", "")).strip()[:MAX_TERM_LENGTH]
    found = [*search_pages(site, request, term), *search_rows(site, request, term)] if term else []
    shown = Paginator(found, max(len(found), 1))
    template = "command_results" if "extended" in request.GET else "search_results"
    context = {
        "page_obj": shown,
        "results": shown.page(1),
        "page_counter": 0,
        "execution_time": perf_counter() - started,
    }
    return TemplateResponse(request, f"unfold/helpers/{template}.html", context, headers={"HX-Trigger": "search"})


def search_pages(site: AdminSite, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    """The lists that the manager may open and whose name has the term in it."""
    for app in site.get_app_list(request):
        for model in app["models"]:
            if model["admin_url"] and term.lower() in str(model["name"]).lower():
                yield SearchResult(model["name"], "List", model["admin_url"], "list")


def search_rows(site: AdminSite, request: HttpRequest, term: str) -> Iterator[SearchResult]:
    """A few rows of each kind, by the search fields and within the rows of its list."""
    for model, model_admin in site._registry.items():
        if model._meta.label in SEARCHED_MODELS and model_admin.has_view_permission(request):
            for row in find_matches(model_admin, request, term):
                yield build_result(site, model, row)


def find_matches(model_admin: Any, request: HttpRequest, term: str) -> list[Any]:
    found, may_repeat = model_admin.get_search_results(request, model_admin.get_queryset(request), term)
    return list((found.distinct() if may_repeat else found)[:MAX_ROWS_PER_MODEL])


def build_result(site: AdminSite, model: Any, row: Any) -> SearchResult:
    meta = model._meta
    link = reverse(f"{site.name}:{meta.app_label}_{meta.model_name}_change", args=(row.pk,))
    return SearchResult(str(row), meta.verbose_name, link, SEARCHED_MODELS[meta.label])
