"""A model comes into the admin by its ModelAdmin alone: menu, names of fields and search box follow."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import clear_url_caches, include, path

from locations.models import Location
from office.base.admins import ScopedAdmin
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered
from tests.world import World
from trainings.models import LearningObjective

MENU = {
    "": ["Overview", "Messages", "Open the app"],
    "Students": ["Enrollments", "Certificates", "Students", "Students list", "Dossiers"],
    "Syllabus": ["Trainings", "Subjects", "Lessons", "Slides", "Revisions"],
    "Classes": ["Timetable", "Classes", "Locations", "Teaching report"],
    "Exams": ["Exams", "Questions", "Attempts"],
    "Missions": ["Missions", "Flights"],
    "Records": [
        "Events",
        "Signatures",
        "Revocations",
        "Ready for an inspection",
        "Inspector access",
        "Legal holds",
        "Records due for deletion",
        "Data requests",
        "Keys of other schools",
    ],
    "People": ["Users", "Pilot groups", "Qualifications", "Standardisation of instructors"],
    "School": [
        "School",
        "Holidays",
        "Single sign-on",
        "API keys",
        "Mails",
        "Webhooks",
        "Webhook deliveries",
        "Exports and imports",
    ],
}


class ObjectiveAdmin(ScopedAdmin):
    menu = (MenuItem(MenuGroup.SYLLABUS, "Objectives", "target", order=9),)
    field_names = {"description": "what is to be shown"}
    field_help = {"description": "In a sentence."}
    list_display = ("name", "description")
    search_fields = ("name",)
    in_search = True


class HiddenObjectiveAdmin(ObjectiveAdmin):
    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def register(settings: Any) -> Iterator[Any]:
    """Registers a ModelAdmin for learning objectives, which have no list of their own, until the test ends."""
    field: Any = LearningObjective._meta.get_field("description")
    name = field.verbose_name

    def register_objectives(admin_class: type[ScopedAdmin]) -> None:
        site.register(LearningObjective, admin_class)
        urls: Any = ModuleType("sandbox_urls")
        urls.urlpatterns = [
            path("admin/messages/", include("office.inbox.urls")),
            path("admin/timetable/", include("office.timetable.urls")),
            path("admin/", site.urls),
            path("", include("accounts.urls")),
        ]
        settings.ROOT_URLCONF = urls
        clear_url_caches()

    yield register_objectives
    site.unregister(LearningObjective)
    field.verbose_name = name
    clear_url_caches()


def read_menu(browser: Browser) -> dict[str, list[str]]:
    """The titles that the menu shows, by group."""
    groups = browser.get(build_address(Location)).context["sidebar_navigation"]
    return {group["title"]: [item["title"] for item in group["items"] if item["has_permission"]] for group in groups}


def search(browser: Browser, term: str) -> list[Any]:
    results: list[Any] = browser.get("/admin/search/", {"s": term}).context["results"]
    return list(results)


def test_the_menu_is_in_the_order_of_a_schools_work(browser: Browser) -> None:
    menu = read_menu(browser)

    assert menu == MENU
    assert list(menu) == list(MENU)


def test_every_registered_model_has_a_place_of_its_own_in_the_menu() -> None:
    admins = [model_admin for _, model_admin in list_registered()]
    places = [(item.group, item.order) for model_admin in admins for item in model_admin.menu]

    assert [model_admin for model_admin in admins if not model_admin.menu] == []
    assert len(places) == len(set(places))


def test_whatever_the_search_box_looks_for_says_by_which_fields() -> None:
    searched = [model_admin for _, model_admin in list_registered() if model_admin.in_search]

    assert searched
    assert [model_admin for model_admin in searched if not model_admin.search_fields] == []


def test_a_registered_model_is_in_menu_names_and_search(browser: Browser, world: World, register: Any) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)
    objective = LearningObjective.objects.create(lesson=lesson, name="Flare", description="Lands softly")
    assert search(browser, "Flare") == []

    register(ObjectiveAdmin)

    assert read_menu(browser) == {**MENU, "Syllabus": [*MENU["Syllabus"], "Objectives"]}
    [result] = search(browser, "Flare")
    address = build_address(LearningObjective, "change", objective.pk)
    assert (result.title, result.link, result.icon) == ("Flare", address, "target")
    assert "What is to be shown" in browser.get(build_address(LearningObjective)).content.decode()
    page = browser.get(address).content.decode()
    assert "What is to be shown" in page
    assert "In a sentence." in page


def test_what_a_manager_may_not_see_is_neither_in_the_menu_nor_in_the_search(
    browser: Browser, world: World, register: Any
) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)
    LearningObjective.objects.create(lesson=lesson, name="Flare")

    register(HiddenObjectiveAdmin)

    assert read_menu(browser) == MENU
    assert search(browser, "Flare") == []


def test_names_of_fields_are_no_migration(db: None, register: Any) -> None:
    register(ObjectiveAdmin)

    assert LearningObjective._meta.get_field("description").verbose_name == "what is to be shown"
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
